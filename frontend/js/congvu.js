// Comforts for every page; each page works without them.
"use strict";

document.documentElement.classList.add("js");

// a choice that decides the next box (province, then commune): the server draws the form anew, the place is kept
async function pick(select) {
  const form = select.form, button = select.parentElement.querySelector("[name=_choose]"), data = new FormData(form);
  data.append("_choose", button.value);
  for (const box of form.querySelectorAll("input[type=file]")) data.delete(box.name);
  const answer = await fetch(form.action, { method: "POST", body: data });
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main form[enctype]");
  if (!drawn) return button.click();
  form.replaceWith(document.adoptNode(drawn));
  drawn.parentElement.dispatchEvent(new CustomEvent("htmx:after:swap", { bubbles: true }));
  document.getElementById(select.id)?.focus();
}

function settle(root) {
  const summary = root.querySelector(".govuk-error-summary");
  if (summary) summary.focus();
  // press once: a second press of the same button within a form being sent does nothing
  for (const form of root.querySelectorAll("form[method=post]:not([data-guarded])")) {
    form.dataset.guarded = "1";
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 4000);
    });
  }
  // a drawing wider than its frame begins at the step of now
  for (const frame of root.querySelectorAll(".cv-drawing .cv-scroll")) {
    const now = frame.querySelector(".now");
    if (!now || frame.scrollWidth <= frame.clientWidth) continue;
    const box = now.getBoundingClientRect(), around = frame.getBoundingClientRect();
    frame.scrollLeft += box.left + box.width / 2 - around.left - around.width / 2;
  }
  for (const button of root.querySelectorAll("[data-print][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".cv-pick select")) pick(event.target);
});

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
