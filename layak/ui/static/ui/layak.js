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

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});

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
  toast(document.getElementById("toasts").dataset.offline);
});
