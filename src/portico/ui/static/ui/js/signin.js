/* Secrets of mailed links stand behind the #, which no server sees: they are put into their field here.
   And what ends soon counts down. Without script people type or paste, and the page says until when. */
for (const input of document.querySelectorAll("input[data-fragment]")) {
  const secret = decodeURIComponent(location.hash.slice(1));
  if (secret && !document.getElementById(secret)) input.value = secret;
  if (!input.value) continue;
  input.form.hidden = false;
  const field = input.closest(".field");
  if (field) field.hidden = true;
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
for (const el of document.querySelectorAll("[data-countdown]")) {
  const end = performance.now() + Number(el.dataset.countdown) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    el.textContent = clock(left);
    if (left) return;
    clearInterval(timer);
    if (el.dataset.then) location.replace(el.dataset.then);
  };
  const timer = setInterval(tick, 1000);
  tick();
}
