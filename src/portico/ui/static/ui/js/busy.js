/* A form that is on its way cannot be sent again; its button shows that it works. */
export function hold(form, submitter) {
  submitter?.setAttribute("aria-busy", "true");
  for (const button of buttons(form)) button.disabled = true;
}

export function release(form) {
  for (const button of buttons(form)) {
    button.removeAttribute("aria-busy");
    button.disabled = false;
  }
}

function buttons(form) {
  return [...form.elements].filter((el) => el.matches("button:not([type=button]), input[type=submit]"));
}

const LONG = 15000;
const held = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.target === "_blank" || form.method === "dialog") return;
  held.add(form);
  setTimeout(() => hold(form, event.submitter)); // after the browser has read which button it was
  setTimeout(() => release(form), LONG); // a download leaves the page where it is
});

/* back to a page that the browser kept */
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  held.forEach(release);
  held.clear();
});

document.addEventListener("htmx:before:request", ({ detail }) => {
  const { form, submitter } = detail.ctx.request;
  if (form && detail.ctx.request.method !== "GET") hold(form, submitter ?? buttons(form)[0]);
});
document.addEventListener("htmx:finally:request", ({ detail }) => {
  const { form } = detail.ctx.request;
  if (form) release(form);
});
