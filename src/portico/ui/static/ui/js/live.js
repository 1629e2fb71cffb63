/* Live pieces: <div id="timeline" data-live-on="ticket:018f…"> fetches itself again when the server names one of
   its topics (`event: ticket:018f…`). The stream is data-live, else the page's first, else the shell's: every stream
   carries `rights`, on which the menus hang. One per address; none while nobody looks.
   data-live-from is where it fetches from, if not the address of the page. */
const CALM = 200; // several events in a row are one reason to fetch …
const SPREAD = 300; // … and many readers do not fetch in the same moment
const SWAPPED = 5000; // what was swapped in was asked for within the last seconds
const IN_USE = "input:focus, textarea:focus, select:focus, [popover]:popover-open"; // not under somebody's hands
const streams = new Map();
let over = false; // the session has ended
const pieces = () => [...document.querySelectorAll("[data-live-on]")];
const address = (el) => el.dataset.live || document.querySelector("[data-live]")?.dataset.live || document.body.dataset.events;
const topics = (el) => el.dataset.liveOn.split(" ");

function connect() {
  setTimeout(() => (age = () => SWAPPED), 0);
  if (document.hidden || over) return;
  for (const el of pieces()) topics(el).forEach((topic) => listen(address(el), topic));
}

function listen(url, topic) {
  const stream = streams.get(url) ?? start(url);
  if (stream.topics.has(topic)) return;
  stream.topics.add(topic);
  stream.source.addEventListener(topic, () => changed(url, topic));
}

/* what happened while the page was on its way comes first; a piece that was swapped in is young */
let age = () => performance.now();
const withAge = (url) => `${url}${url.includes("?") ? "&" : "?"}age=${Math.ceil(Math.min(age(), 60000))}`;

function start(url) {
  const stream = { source: new EventSource(withAge(url)), topics: new Set(), broken: false };
  stream.source.addEventListener("error", () => lost(url, stream));
  stream.source.addEventListener("open", () => {
    if (stream.broken) refreshAll(url); // something may have been missed
    stream.broken = false;
  });
  stream.source.addEventListener("signed-out", () => {
    over = true; // the next click leads to the sign-in page; until then nothing is lost
    hush();
  });
  stream.source.addEventListener("shut-out", () => {
    over = true;
    hush();
    location.reload(); // somebody closed the access: what is shown is no longer theirs to see
  });
  streams.set(url, stream);
  return stream;
}

function hush() {
  streams.forEach(({ source }) => source.close());
  streams.clear();
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
  waiting.set(el, setTimeout(() => refresh(el), CALM + Math.random() * SPREAD));
}

function refresh(el) {
  if (!el.isConnected) return;
  if (el.querySelector(IN_USE)) el.addEventListener("focusout", () => soon(el), { once: true });
  else htmx.ajax("GET", el.dataset.liveFrom || location.pathname + location.search, { source: el, swap: "outerMorph", quiet: true, push: "false" });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return hush();
  connect();
  refreshAll();
});
addEventListener("pagehide", hush);
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  connect();
  refreshAll();
});
document.addEventListener("htmx:after:settle", connect);
connect();
