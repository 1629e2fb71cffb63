/* Signature: draw with mouse, pen or finger, or type a name. Typing is the keyboard's way and is worth the same. */
const INK = "#14212b"; // paper is white in both themes

function start(box) {
  const find = (selector) => box.querySelector(selector);
  const canvas = find("canvas");
  const typed = find(".typed");
  const name = find("[data-sign-name]");
  const value = find("[data-sign-value]");
  const pen = canvas.getContext("2d");
  let last = null;

  function fit() {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width) return;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    pen.scale(devicePixelRatio, devicePixelRatio);
    Object.assign(pen, { lineCap: "round", lineJoin: "round", strokeStyle: INK });
  }

  function at(event) {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top, t: event.timeStamp };
  }

  function draw(event) {
    if (!last) return;
    const now = at(event);
    const speed = Math.hypot(now.x - last.x, now.y - last.y) / Math.max(now.t - last.t, 1);
    pen.lineWidth = Math.max(1.4, 3.2 - speed);
    pen.beginPath();
    pen.moveTo(last.x, last.y);
    pen.lineTo(now.x, now.y);
    pen.stroke();
    last = now;
  }

  function clear() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    value.value = "";
  }

  function how() {
    const typing = find("[data-sign-how]:checked").value === "type";
    typed.hidden = !typing;
    canvas.hidden = typing;
    typed.textContent = name.value;
  }

  fit();
  new ResizeObserver(fit).observe(canvas);
  canvas.addEventListener("pointerdown", (event) => {
    last = at(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", draw);
  canvas.addEventListener("pointerup", () => {
    last = null;
    value.value = canvas.toDataURL();
  });
  find("[data-sign-clear]").addEventListener("click", clear);
  box.querySelectorAll("[data-sign-how]").forEach((radio) => radio.addEventListener("change", how));
  name.addEventListener("input", () => (typed.textContent = name.value));
}

document.querySelectorAll("[data-sign]").forEach(start);
