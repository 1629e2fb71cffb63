/* A link to one message (#reply-…, #note-…) of a long ticket that shows only its newest: ask for the part around it. */
const PLACE = /^#(?:reply|note)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function look() {
  const id = location.hash.match(PLACE)?.[1];
  if (!id || !document.getElementById("earlier") || document.getElementById(location.hash.slice(1))) return;
  const asked = new URLSearchParams(location.search).get("at");
  if (asked !== id) location.replace(`${location.pathname}?at=${id}${location.hash}`);
}

look();
addEventListener("hashchange", look);
