/* What is typed into the search stays when a chip is chosen afterwards: its links take it along. */
document.addEventListener("input", ({ target }) => {
  if (!target.matches(".filters input[type=search]")) return;
  for (const link of target.form.querySelectorAll("a.chip, .menu a")) take(link, target);
});

function take(link, field) {
  const url = new URL(link.href);
  if (field.value) url.searchParams.set(field.name, field.value);
  else url.searchParams.delete(field.name);
  link.href = url.search || "?";
}
