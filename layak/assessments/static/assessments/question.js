/* The page of a question: count the narrative, and do not let typed words get lost. */
"use strict";

let typed = false;

// A page that cannot be drawn still has its text.
function fallBack(picture) {
  picture.hidden = true;
  const text = document.querySelector("#panel .page-text");
  if (text) text.open = true;
}

function settle() {
  for (const picture of document.querySelectorAll("#panel img.document")) {
    if (picture.complete && picture.naturalWidth === 0) fallBack(picture);
  }
  const tab = document.querySelector("#panel .tabs [aria-current]");
  if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 12;
}

document.addEventListener("error", (event) => {
  if (event.target.matches?.("#panel img.document")) fallBack(event.target);
}, true);

document.addEventListener("input", (event) => {
  if (!event.target.closest("#answer-form")) return;
  if (event.target.type !== "radio") typed = true;
  const place = document.getElementById(event.target.dataset.counts || "");
  if (place) {
    place.textContent = place.textContent.replace(/^[\d.,]+/, String(event.target.value.length));
  }
});

document.addEventListener("submit", (event) => {
  if (["answer-form", "draft-discard"].includes(event.target.id)) typed = false;
});

// Saved, or kept as a draft: leaving the page loses nothing any more.
document.addEventListener("htmx:afterRequest", (event) => {
  const kept = ["answer-form", "draft-state"].includes(event.detail.elt.id);
  if (event.detail.successful && kept) typed = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  settle();
  const said = document.getElementById("refusal") || document.getElementById("pasted");
  if (said && event.target.id === "answer-form") said.focus();
});

window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

settle();
