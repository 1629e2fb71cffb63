/* The network, or the server, is away: say so where it happened, keep the text, offer to try again. */
export function trouble(source, title, words) {
  const place = source?.closest?.("form, .card, .row") ?? document.getElementById("main");
  clear(place);
  const notice = document.getElementById("trouble-template").content.firstElementChild.cloneNode(true);
  if (title) {
    notice.querySelector("b").textContent = title;
    notice.querySelector("span").textContent = words ?? "";
  }
  notice.querySelector("[data-retry]").addEventListener("click", () => retry(source, notice));
  if (place.id === "main") place.prepend(notice);
  else place.before(notice);
  return notice;
}

function clear(place) {
  if (place.previousElementSibling?.matches(".trouble")) place.previousElementSibling.remove();
  place.querySelector(":scope > .trouble")?.remove();
}

function retry(source, notice) {
  notice.remove();
  if (source.tagName === "FORM") source.requestSubmit();
  else if (source.isConnected) htmx.trigger(source, "click");
}

document.addEventListener("htmx:error", ({ detail, target }) => {
  const { ctx } = detail;
  if (!ctx || ctx.quiet || ctx.response) return; // an answer came: not the network
  trouble(ctx.sourceElement ?? target);
});

const banner = document.getElementById("offline");
function online() {
  if (banner) banner.hidden = navigator.onLine;
  if (navigator.onLine) document.querySelectorAll(".trouble[data-offline]").forEach((notice) => notice.remove());
}
addEventListener("online", online);
addEventListener("offline", online);
online();

/* sent now, a form would be lost behind the browser's error page */
document.addEventListener(
  "submit",
  (event) => {
    if (navigator.onLine || event.target.method !== "post" || !banner) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    trouble(event.target, banner.querySelector("p").textContent).dataset.offline = "yes";
  },
  true,
);
