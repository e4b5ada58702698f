/* What plain HTML cannot do by itself. Every page works without it. */
"use strict";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector("main [role=search] [name=kata], .find [name=kata]");
  if (field && field.offsetParent) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});

// Counts by the server's clock: each element says what that was when it was drawn.
function countDown() {
  let soon = false;
  for (const clock of document.querySelectorAll("time.countdown")) {
    clock.dataset.begun ??= performance.now();
    const passed = performance.now() - Number(clock.dataset.begun);
    const left = Math.floor((new Date(clock.dateTime) - new Date(clock.dataset.now) - passed) / 1000);
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const pattern = left <= 0 ? clock.dataset.over : hours ? clock.dataset.hours : clock.dataset.minutes;
    clock.textContent = pattern.replace("%(h)s", hours).replace("%(m)s", minutes).replace("%(s)s", seconds);
    soon ||= left < 3660;
  }
  if (document.querySelector("time.countdown")) setTimeout(countDown, soon ? 1000 : 15000);
}
countDown();

let offline = 0;

function toast(text) {
  const place = document.getElementById("toasts");
  const message = document.createElement("p");
  message.className = "message error";
  message.textContent = text;
  place.append(message);
  setTimeout(() => message.remove(), 8000);
}

document.addEventListener("htmx:responseError", () => {
  toast(document.getElementById("toasts").dataset.refused);
});
document.addEventListener("htmx:sendError", () => {
  // A page that asks again and again says once a minute that nobody answers.
  if (performance.now() - offline < 60000 && offline) return;
  offline = performance.now();
  toast(document.getElementById("toasts").dataset.offline);
});
