/* <textarea data-draft="ticket:4817"> keeps what is being typed in sessionStorage until it has reached the server.
   The files of its form that have gone up already are kept with the first such field. */
import { bring } from "./uploader.js";

const key = (el) => `draft:${el.dataset.draft}`;
const sent = (el) => `sent:${el.dataset.draft}`;
const files = (el) => `files:${el.dataset.draft}`;
const came = performance.getEntriesByType("navigation")[0]?.type;

function restore(el) {
  if (el.dataset.draftReady) return;
  el.dataset.draftReady = "yes";
  restoreWords(el);
  restoreFiles(el);
}

function restoreWords(el) {
  if (el.value) return keep(el); // the server gave the words back: they have not arrived
  if (sessionStorage.getItem(sent(el)) && came === "navigate") forget(el); // it answered with a new page: they have
  const text = sessionStorage.getItem(key(el));
  if (text) el.value = text;
}

function restoreFiles(el) {
  const ids = sessionStorage.getItem(files(el));
  if (el.form?.querySelector("[data-file]")) keepFiles(el.form); // the server gave them back
  else if (ids) bring(el.form, ids.split(" "));
}

function keepFiles(form) {
  const [el] = drafts(form);
  if (!el) return;
  const ids = [...form.querySelectorAll("[data-file] [name=files]")].map((field) => field.value);
  if (ids.length) sessionStorage.setItem(files(el), ids.join(" "));
  else sessionStorage.removeItem(files(el));
}

function keep(el) {
  sessionStorage.setItem(key(el), el.value);
  sessionStorage.removeItem(sent(el));
}

function forget(el) {
  for (const name of [key(el), sent(el), files(el)]) sessionStorage.removeItem(name);
}

const drafts = (form) => form?.querySelectorAll?.("[data-draft]") ?? [];
const restoreAll = () => document.querySelectorAll("[data-draft]").forEach(restore);

restoreAll();
document.addEventListener("htmx:after:settle", restoreAll);
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-draft]")) return;
  if (target.value) sessionStorage.setItem(key(target), target.value);
  else for (const name of [key(target), sent(target)]) sessionStorage.removeItem(name);
});
document.addEventListener("files:changed", ({ target }) => keepFiles(target.closest("form")));
addEventListener("online", () => document.querySelectorAll("[data-draft]").forEach(restoreFiles));
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) drafts(event.target).forEach((el) => sessionStorage.setItem(sent(el), "yes"));
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  const { ctx } = detail;
  if (ctx.request.method !== "GET" && ctx.response.status < 400) drafts(ctx.request.form).forEach(forget);
});
