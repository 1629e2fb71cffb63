/* Keyboard. Single keys never fire while typing and can be switched off (WCAG 2.1.4). */
import { open } from "./dialogs.js";

const OFF = "off";
const WAIT = 900; // how long G waits for its letter
let armed = 0;

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-shortcuts]")) localStorage.setItem("shortcuts", event.target.checked ? "on" : OFF);
});
const toggle = document.querySelector("[data-shortcuts]");
if (toggle) toggle.checked = localStorage.getItem("shortcuts") !== OFF;

/* hints name the key that this keyboard has; without script they say Ctrl */
const APPLE = /mac|iphone|ipad/i.test(navigator.platform);
function name() {
  if (APPLE) document.querySelectorAll("[data-mod]").forEach((el) => (el.textContent = "⌘"));
}
name();
document.addEventListener("htmx:after:settle", name);

document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key === "Enter") return event.target.closest?.("form")?.requestSubmit();
  if (busy(event)) return;
  const key = event.key.toLowerCase();
  if (Date.now() - armed < WAIT && follow(`[data-key="${CSS.escape(key)}"]`)) return;
  if (key === "g") armed = Date.now();
  else if (key === "c") follow("[data-key-new]");
  else if (key === "?") open("shortcuts");
  else if (key === "/") search(event);
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
});

function busy(event) {
  const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog");
  return typing || event.metaKey || event.ctrlKey || event.altKey || localStorage.getItem("shortcuts") === OFF;
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return link;
}

function search(event) {
  const field = document.querySelector("[data-key-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/* J and K walk through the list of the page */
function step(by) {
  const links = [...document.querySelectorAll("main .row a.title, main .queue .subject a")];
  const next = links[links.indexOf(document.activeElement) + by] ?? (by > 0 ? links[0] : links.at(-1));
  next?.focus();
}
