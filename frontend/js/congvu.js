// Comforts for every page; each page works without them.
"use strict";

function settle(root) {
  const summary = root.querySelector(".govuk-error-summary");
  if (summary) summary.focus();
  // press once: a second press of the same button within a form being sent does nothing
  for (const form of root.querySelectorAll("form[method=post]"))
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 4000);
    });
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

document.addEventListener("DOMContentLoaded", () => {
  settle(document);
  // a menu closes on Escape and when one presses elsewhere
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(".cv-menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".cv-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("htmx:after:swap", (event) => settle(event.target instanceof Element ? event.target : document));
