// Shows a question when the answer it hangs on is given. Without this file all of them are shown, each with its
// condition in words; in both cases the server drops what was not meant.
//   <div data-show-name="child.at_clinic" data-show-value="yes">, or data-show-unless="no"
"use strict";

(() => {
  if (window.congvuReveal) return;
  window.congvuReveal = true;

  const answers = (form, name) => new FormData(form).getAll(name);

  function settle(form) {
    for (const part of form.querySelectorAll("[data-show-name]")) {
      const { showName, showValue, showUnless } = part.dataset;
      if (!form.elements.namedItem(showName)) continue;
      const given = answers(form, showName);
      part.hidden = showUnless === undefined ? !given.includes(showValue) : given.includes(showUnless);
    }
  }

  function start(root) {
    for (const form of root.querySelectorAll("form")) {
      if (!form.querySelector("[data-show-name]")) continue;
      settle(form);
      form.addEventListener("change", () => settle(form));
    }
  }

  start(document);
  document.addEventListener("htmx:after:swap", (event) => start(event.target instanceof Element ? event.target : document));
})();
