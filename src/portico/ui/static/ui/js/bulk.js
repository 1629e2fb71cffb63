/* Lists with checkboxes: <form data-bulk> holds rows, [data-all] and a .savebar that appears with the first choice. */
const boxes = (form) => [...form.querySelectorAll("tbody input[type=checkbox], .row input[type=checkbox]")];

function count(form) {
  const all = boxes(form);
  const on = all.filter((box) => box.checked).length;
  const bar = form.querySelector("[data-bulk-bar]");
  bar.dataset.ready = "yes";
  bar.hidden = on === 0;
  bar.querySelector("[data-count]").textContent = (on === 1 ? bar.dataset.one : bar.dataset.many).replace("{n}", on);
  for (const master of form.querySelectorAll("[data-all]")) {
    master.checked = on > 0 && on === all.length;
    master.indeterminate = on > 0 && on < all.length;
  }
}

const all = () => document.querySelectorAll("[data-bulk]").forEach(count);

document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-bulk]");
  if (!form || target.type !== "checkbox") return;
  if (target.matches("[data-all]")) boxes(form).forEach((box) => (box.checked = target.checked));
  count(form);
});
document.addEventListener("htmx:after:settle", all);
all();
