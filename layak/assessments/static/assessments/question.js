/* The page of a question: count the narrative, and do not let typed words get lost. */
"use strict";

let typed = false;

document.addEventListener("input", (event) => {
  const form = event.target.closest("#answer-form");
  if (!form) return;
  if (event.target.type !== "radio") typed = true;
  const place = document.getElementById(event.target.dataset.counts || "");
  if (place) {
    place.textContent = place.textContent.replace(/^[\d.,]+/, String(event.target.value.length));
  }
});

document.addEventListener("submit", () => {
  typed = false;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.elt.id === "answer-form") typed = false;
});

document.addEventListener("htmx:afterSwap", () => {
  const refusal = document.getElementById("refusal");
  if (refusal) refusal.focus();
});

// A page that cannot be drawn still has its text.
function fall(picture) {
  picture.hidden = true;
  const text = document.querySelector("#panel .page-text");
  if (text) text.open = true;
}

document.addEventListener("error", (event) => {
  if (event.target.matches?.("#panel img.document")) fall(event.target);
}, true);

for (const picture of document.querySelectorAll("#panel img.document")) {
  if (picture.complete && picture.naturalWidth === 0) fall(picture);
}

const open = document.querySelector(".tabs [aria-current]");
if (open) open.parentElement.scrollLeft = open.offsetLeft - open.parentElement.offsetLeft - 12;

window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});
