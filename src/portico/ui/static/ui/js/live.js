/* Live pieces: <div id="timeline" data-live-on="ticket:018f…"> fetches itself again when the server names one of
   its topics (`event: ticket:018f…`). The stream is data-live, else the shell's. One per address; none while nobody looks. */
const CALM = 200; // several events in a row are one reason to fetch
const streams = new Map();
const pieces = () => [...document.querySelectorAll("[data-live-on]")];
const address = (el) => el.dataset.live || document.body.dataset.events;
const topics = (el) => el.dataset.liveOn.split(" ");

function connect() {
  if (document.hidden) return;
  for (const el of pieces()) topics(el).forEach((topic) => listen(address(el), topic));
}

function listen(url, topic) {
  const stream = streams.get(url) ?? start(url);
  if (stream.topics.has(topic)) return;
  stream.topics.add(topic);
  stream.source.addEventListener(topic, () => changed(url, topic));
}

function start(url) {
  const stream = { source: new EventSource(url), topics: new Set(), broken: false };
  stream.source.addEventListener("error", () => lost(url, stream));
  stream.source.addEventListener("open", () => {
    if (stream.broken) refreshAll(url); // something may have been missed
    stream.broken = false;
  });
  streams.set(url, stream);
  return stream;
}

/* the browser reconnects by itself unless the answer was an error; then we try again, calmly */
function lost(url, stream) {
  stream.broken = true;
  if (stream.source.readyState !== EventSource.CLOSED || streams.get(url) !== stream) return;
  streams.delete(url);
  setTimeout(() => {
    connect();
    const again = streams.get(url);
    if (again) again.broken = true;
  }, 5000 + Math.random() * 5000);
}

function changed(url, topic) {
  pieces()
    .filter((el) => address(el) === url && topics(el).includes(topic))
    .forEach(soon);
}

const refreshAll = (url) => pieces().filter((el) => !url || address(el) === url).forEach(soon);

const waiting = new WeakMap();
function soon(el) {
  clearTimeout(waiting.get(el));
  waiting.set(el, setTimeout(() => refresh(el), CALM));
}

function refresh(el) {
  if (!el.isConnected) return;
  if (el.querySelector("input:focus, textarea:focus, select:focus, [popover]:popover-open")) return void el.addEventListener("focusout", () => soon(el), { once: true });
  htmx.ajax("GET", el.dataset.liveUrl ?? location.pathname + location.search, { source: el, swap: "outerMorph", quiet: true, push: "false" });
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    connect();
    refreshAll();
    return;
  }
  streams.forEach(({ source }) => source.close());
  streams.clear();
});
addEventListener("pagehide", () => streams.forEach(({ source }) => source.close()));
document.addEventListener("htmx:after:settle", connect);
connect();
