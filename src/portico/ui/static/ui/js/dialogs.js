/* Dialogs, things that go away, things to copy. Browsers that know `commandfor` open dialogs by themselves. */
import { toast } from "./toast.js";

const NATIVE = "commandForElement" in HTMLButtonElement.prototype;

export function open(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

const DEEDS = {
  "[data-open]": (el) => {
    el.closest("[popover]")?.hidePopover();
    if (!NATIVE || !el.hasAttribute("commandfor")) open(el.dataset.open);
  },
  "[data-close]": (el) => el.closest("dialog")?.close(),
  "[data-dismiss]": (el) => el.closest(el.dataset.dismiss)?.remove(),
  "[data-copy]": (el) => navigator.clipboard?.writeText(el.dataset.copy).then(() => toast({ text: el.dataset.copied ?? "✓" })),
};

document.addEventListener("click", (event) => {
  for (const [selector, deed] of Object.entries(DEEDS)) {
    const el = event.target.closest(selector);
    if (el) deed(el);
  }
  if (event.target.matches("dialog")) event.target.close(); // a click on the backdrop
});
