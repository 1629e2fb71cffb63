/* When a page, or a piece of it, has arrived. */
function arrive() {
  const wrong = document.querySelector(".errors:not([data-said])");
  wrong?.setAttribute("data-said", ""); // once: a live piece must not steal the focus
  wrong?.focus(); // a refused form says first what is wrong
  for (const el of document.querySelectorAll(".table-wrap, .board"))
    if (el.scrollWidth > el.clientWidth + 1 && !el.hasAttribute("tabindex")) el.tabIndex = 0; // the keyboard scrolls, too
  for (const here of document.querySelectorAll(".tabs > [aria-current]"))
    here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 32; // on a phone the last ones are out of sight
}

arrive();
document.addEventListener("htmx:after:settle", arrive);
