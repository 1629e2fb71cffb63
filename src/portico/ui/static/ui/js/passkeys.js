/* Passkeys: the browser asks for a finger, a face or a PIN, and its answer goes into an ordinary form.
   A form says `data-passkey` ("get" or "create") and where its options come from; without script it stays hidden. */
import { release } from "./busy.js";

const text = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const bytes = (b64) => Uint8Array.from(atob(b64.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
let waiting; // the browser runs one question at a time: a button ends the one that waits in the field

async function question(form) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.options, { method: "POST", body, redirect: "error" });
  if (!answer.ok) throw new Error(answer.statusText);
  const asked = await answer.json();
  const options = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.allowCredentials) options.allowCredentials = named(asked.allowCredentials);
  if (asked.excludeCredentials) options.excludeCredentials = named(asked.excludeCredentials);
  return options;
}

function written(found) {
  const { response } = found;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[part]) said[part] = text(response[part]);
  return JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response: said });
}

async function ask(form, mediation) {
  waiting?.abort();
  const mine = (waiting = new AbortController());
  const publicKey = await question(form);
  const kind = form.dataset.passkey;
  const found = await navigator.credentials[kind]({ publicKey, signal: mine.signal, ...(mediation && { mediation }) });
  form.elements.credential.value = written(found);
  HTMLFormElement.prototype.submit.call(form);
}

function fail(form, problem) {
  form.removeAttribute("data-asking");
  release(form);
  const words = form.querySelector("[data-passkey-failed]");
  if (words && problem.name !== "AbortError") words.hidden = false;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-passkey]") || form.elements.credential.value) return;
  event.preventDefault();
  if (form.hasAttribute("data-asking")) return;
  form.setAttribute("data-asking", "");
  ask(form).catch((problem) => fail(form, problem));
});

async function whisper(form) {
  if (await PublicKeyCredential.isConditionalMediationAvailable?.()) await ask(form, "conditional");
}

if (window.PublicKeyCredential) {
  for (const el of document.querySelectorAll("form[data-passkey], [data-with-passkeys]")) el.hidden = false;
  const quiet = document.querySelector("form[data-passkey-autofill]");
  if (quiet) whisper(quiet).catch(() => {}); // nobody has asked for it, so nobody is told
}
