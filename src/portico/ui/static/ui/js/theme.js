/* System, light, dark. The choice is a cookie, so that the server draws the right theme and nothing flashes. */
const ORDER = ["system", "light", "dark"];

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const now = document.documentElement.dataset.theme ?? "system";
  choose(ORDER[(ORDER.indexOf(now) + 1) % ORDER.length]);
});

function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const age = theme === "system" ? 0 : 31536000;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  for (const button of document.querySelectorAll("[data-theme-cycle]")) {
    const name = button.querySelector("[data-theme-name]");
    if (name) name.textContent = button.dataset[theme];
  }
}
