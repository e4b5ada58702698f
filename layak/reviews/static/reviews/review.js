/* The verifier's desk: decide by keyboard, and never lose typed words. All of it works without. */
"use strict";

const OFF = "layak-keys-off";
const form = document.getElementById("decision");
let typed = false;

function isOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function choose(kind, focus) {
  const radio = document.getElementById(`kind-${kind}`);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById(focus)?.focus();
}

function follow(selector) {
  document.querySelector(selector)?.click();
}

function nextFile() {
  const files = [...document.querySelectorAll("#paper .tabs a")];
  const place = files.findIndex((file) => file.hasAttribute("aria-current"));
  files[(place + 1) % files.length]?.click();
}

const KEYS = {
  t: () => choose("accepted"),
  s: () => choose("adjusted", "points"),
  k: () => choose("returned", "cause"),
  c: () => document.getElementById("note")?.focus(),
  u: () => { form?.reset(); typed = false; },
  j: () => follow(".desk-bar [rel=next]"),
  i: () => follow(".desk-bar [rel=prev]"),
  n: () => follow("#next-open"),
  b: nextFile,
  "?": () => document.getElementById("keys").showModal(),
  ArrowLeft: () => follow("#page-previous[href]"),
  ArrowRight: () => follow("#page-next[href]"),
};

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const target = event.target;
  if (event.key === "Enter" && form && (event.ctrlKey || target === document.body)) {
    if (event.ctrlKey && !form.contains(target) && target !== document.body) return;
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey) return;
  if (event.key === "Escape" && isTyping(target)) {
    target.blur();
    return;
  }
  if (isTyping(target) || isOff()) return;
  if (target.matches("[type=radio]") && event.key.startsWith("Arrow")) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

// A page that cannot be drawn still has its text.
document.addEventListener("error", (event) => {
  if (!event.target.matches?.("#paper img.document")) return;
  event.target.hidden = true;
  const text = document.querySelector("#paper .page-text");
  if (text) text.open = true;
}, true);

form?.addEventListener("input", (event) => {
  if (event.target.matches("textarea, input[type=text]")) typed = true;
});
form?.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

const toggle = document.getElementById("keys-on");
if (toggle) {
  toggle.checked = !isOff();
  toggle.addEventListener("change", () => {
    try { localStorage.setItem(OFF, toggle.checked ? "0" : "1"); } catch { /* not kept, still works */ }
  });
}

document.documentElement.classList.add("scripted");
// The list scrolls by itself on a wide screen; the page stays where it is.
const list = document.querySelector(".desk-list");
const here = list?.querySelector("[aria-current]");
if (here) list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 2;
document.getElementById("refusal")?.focus();
setTimeout(() => document.querySelector(".review-desk .messages")?.remove(), 6000);
