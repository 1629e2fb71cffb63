/* Files go up one by one while the person still writes: dropped, pasted, chosen or photographed.
   data-uploader="/where/to" stands at the form, or at a box in it; it holds <input type=file> and <div data-files>.
   Pasting and dropping count anywhere in the form. Without script the form sends the files itself. */
const count = new WeakMap(); // box → uploads under way
const requests = new WeakMap(); // chip → its request

function add(box, files) {
  for (const file of files) upload(box, file);
}

function upload(box, file) {
  const chip = draw(box, file);
  const request = new XMLHttpRequest(); // fetch cannot tell how much has gone up
  requests.set(chip, request);
  request.open("POST", box.dataset.uploader);
  request.setRequestHeader("X-CSRFToken", document.querySelector('meta[name="csrf-token"]')?.content ?? "");
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => progress(chip, event));
  request.addEventListener("load", () => {
    if (request.status < 300 && request.response?.id) done(chip, request.response);
    else failed(box, chip, file, request.response);
  });
  request.addEventListener("error", () => failed(box, chip, file));
  request.addEventListener("loadend", () => under(box, -1));
  under(box, 1);
  const body = new FormData();
  body.append("file", file, file.name || "image.png");
  request.send(body);
}

function draw(box, file) {
  const chip = document.getElementById("file-template").content.firstElementChild.cloneNode(true);
  chip.querySelector("b").textContent = file.name || "image.png";
  chip.querySelector("progress").setAttribute("aria-label", file.name);
  chip.querySelector("[data-remove] .sr").append(` ${file.name}`);
  box.querySelector("[data-files]").append(chip);
  return chip;
}

function progress(chip, event) {
  const bar = chip.querySelector("progress");
  if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
}

function done(chip, answer) {
  chip.querySelector("progress").remove();
  chip.querySelector("b").textContent = answer.name;
  chip.querySelector("small").textContent = answer.words ?? size(answer.size);
  chip.dataset.removeUrl = answer.remove_url ?? "";
  chip.dataset.state = answer.state ?? "";
  chip.append(Object.assign(document.createElement("input"), { type: "hidden", name: "files", value: answer.id }));
  changed(chip);
}

const changed = (place) => place.dispatchEvent(new Event("files:changed", { bubbles: true }));

/* files that went up earlier, as far as they still wait for being sent; sending waits for the answer */
export async function bring(form, ids) {
  const box = form.matches("[data-uploader]") ? form : form.querySelector("[data-uploader]");
  if (!box) return;
  under(box, 1);
  try {
    const asked = new URLSearchParams(ids.map((id) => ["files", id]));
    const answer = await fetch(`${box.dataset.uploader}?${asked}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const found = (await answer.json()).files;
    for (const file of found.filter(({ id }) => !box.querySelector(`[name=files][value="${id}"]`))) done(draw(box, file), file);
    changed(box);
  } catch {
    // no network: they are asked for again when it is back
  } finally {
    under(box, -1);
  }
}

function failed(box, chip, file, answer) {
  chip.classList.add("bad");
  chip.querySelector("progress")?.remove();
  chip.querySelector("small").textContent = answer?.error ?? chip.dataset.failed;
  const again = chip.querySelector("[data-again]");
  again.hidden = Boolean(answer?.error); // what was refused for a reason is refused again
  again.onclick = () => {
    chip.remove();
    upload(box, file);
  };
}

function remove(box, chip) {
  requests.get(chip)?.abort();
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  if (chip.dataset.removeUrl) fetch(chip.dataset.removeUrl, { method: "POST", headers: { "X-CSRFToken": token } });
  chip.remove();
  changed(box);
  box.querySelector("input[type=file]")?.focus();
}

function size(bytes) {
  const big = bytes >= 1e6;
  const amount = bytes / (big ? 1e6 : 1e3);
  const places = big && amount < 10 ? 1 : 0;
  return `${amount.toLocaleString(document.documentElement.lang, { maximumFractionDigits: places })} ${big ? "MB" : "KB"}`;
}

/* sending waits for the last file */
function under(box, by) {
  count.set(box, (count.get(box) ?? 0) + by);
  if (count.get(box) || !box.dataset.waiting) return;
  delete box.dataset.waiting;
  form(box)?.requestSubmit();
}

const form = (box) => (box.tagName === "FORM" ? box : box.closest("form"));

function boxOf({ target }) {
  const near = target.closest?.("[data-uploader]");
  return near ?? target.closest?.("form")?.querySelector("[data-uploader]");
}

document.addEventListener(
  "submit",
  (event) => {
    const box = [event.target, ...event.target.querySelectorAll("[data-uploader]")].find((el) => count.get(el));
    if (!box) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box.dataset.waiting = "yes";
  },
  true,
);
document.addEventListener("change", (event) => {
  const box = boxOf(event);
  if (!box || event.target.type !== "file") return;
  add(box, event.target.files);
  event.target.value = ""; // they are on their way; do not send them twice
});
document.addEventListener("paste", (event) => {
  const box = boxOf(event);
  if (box && event.clipboardData.files.length) {
    event.preventDefault();
    add(box, event.clipboardData.files);
  }
});
const DRAGS = [
  ["dragover", true],
  ["dragleave", false],
  ["drop", false],
];
for (const [type, over] of DRAGS)
  document.addEventListener(type, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    const box = boxOf(event);
    if (!box) return stay(event);
    event.preventDefault();
    box.classList.toggle("over", over);
    if (type === "drop") add(box, event.dataTransfer.files);
  });

/* beside a form the browser would open the picture in place of the page; a plain file field takes what is dropped */
function stay(event) {
  if (event.target.closest?.("input[type=file]")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}
document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-remove]")?.closest("[data-file]");
  if (chip) remove(boxOf(event), chip);
});
