/* <textarea data-draft="ticket:4817"> keeps what is being typed in sessionStorage until it has reached the server. */
const key = (el) => `draft:${el.dataset.draft}`;
const sent = (el) => `sent:${el.dataset.draft}`;
const came = performance.getEntriesByType("navigation")[0]?.type;

function restore(el) {
  if (el.dataset.draftReady) return;
  el.dataset.draftReady = "yes";
  if (el.value) return keep(el); // the server gave the words back: they have not arrived
  if (sessionStorage.getItem(sent(el)) && came === "navigate") forget(el); // it answered with a new page: they have
  const text = sessionStorage.getItem(key(el));
  if (text) el.value = text;
}

function keep(el) {
  sessionStorage.setItem(key(el), el.value);
  sessionStorage.removeItem(sent(el));
}

function forget(el) {
  sessionStorage.removeItem(key(el));
  sessionStorage.removeItem(sent(el));
}

const drafts = (form) => form?.querySelectorAll?.("[data-draft]") ?? [];
const restoreAll = () => document.querySelectorAll("[data-draft]").forEach(restore);

restoreAll();
document.addEventListener("htmx:after:settle", restoreAll);
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-draft]")) return;
  if (target.value) sessionStorage.setItem(key(target), target.value);
  else forget(target);
});
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) drafts(event.target).forEach((el) => sessionStorage.setItem(sent(el), "yes"));
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  const { ctx } = detail;
  if (ctx.request.method !== "GET" && ctx.response.status < 400) drafts(ctx.request.form).forEach(forget);
});
