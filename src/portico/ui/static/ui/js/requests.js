/* What every htmx request needs: the CSRF token, and sense when a whole page comes where a piece was asked for. */
import { trouble } from "./trouble.js";

const SAFE = ["GET", "HEAD"];

document.addEventListener("htmx:config:request", ({ detail }) => {
  const { request } = detail.ctx;
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && !SAFE.includes(request.method)) request.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.quiet && ctx.response.status >= 400) return event.preventDefault(); // keep what is there
  if (!/^\s*<!doctype/i.test(ctx.text)) return;
  if (ctx.quiet) event.preventDefault(); // nobody asked for this: leave the page as it is
  else if (ctx.response.status >= 400) refuse(event);
  else if (ctx.response.raw.redirected) turn(ctx);
});

/* the server led somewhere else: become that page, with its toasts */
function turn(ctx) {
  const url = new URL(ctx.response.raw.url);
  ctx.target = document.body;
  ctx.swap = "outerHTML show:top";
  ctx.push = url.pathname + url.search;
}

/* an error page does not belong into a list: say its words where the person is */
function refuse(event) {
  const { ctx } = event.detail;
  event.preventDefault();
  const page = new DOMParser().parseFromString(ctx.text, "text/html");
  trouble(ctx.sourceElement, page.querySelector("h1")?.textContent, page.querySelector("h1 + p")?.textContent);
}
