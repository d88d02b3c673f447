// Shows a question when its condition holds (CEL, cel.js). Without this file all of them are shown, each with its
// condition in words; in both cases the server drops what was not meant.
//   <div data-known='{"today": "2026-11-20", "case": {"kind": "usual"}}'>   what the page knows and does not ask
//   <div data-name="child.at_clinic" data-kind="yes_no">…                   a question
//   <div data-show-if="child.at_clinic == true">…                           what hangs on it; "item" is its own row
"use strict";

(() => {
  if (window.congvuReveal) return;
  window.congvuReveal = true;

  const number = (text) => {
    const plain = text.replace(/[\s.]|đồng|đ$/g, "").replace(",", ".");
    return plain === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
  };

  function date(data, name) {
    const [year, month, day] = ["year", "month", "day"].map((part) => (data.get(`${name}.${part}`) ?? "").trim());
    const boxes = [year.padStart(4, "0"), ...[month, day].filter(Boolean).map((one) => one.padStart(2, "0"))];
    return year ? boxes.join("-") : null;
  }

  function answer(question, data) {
    const { name, kind } = question.dataset, text = (data.get(name) ?? "").toString().trim();
    switch (kind) {
      case "yes_no": return { yes: true, no: false }[text] ?? null;
      case "declaration": return text !== "" || null;
      case "number": case "money": return number(text);
      case "date": return date(data, name);
      case "choices": return data.getAll(name);
      case "address": return Object.fromEntries(["country", "province", "commune", "detail"]
        .map((box) => [box, data.get(`${name}.${box}`)]).filter(([, value]) => value));
      case "person": case "file": return undefined; // a person is made of its parts; files are the server's to judge
      default: return text || null;
    }
  }

  // "siblings.0.full_name" → names.siblings[0].full_name
  function put(names, path, value) {
    let here = names;
    path.forEach((step, n) => {
      if (n === path.length - 1) here[step] = value;
      else here = here[step] ??= /^\d+$/.test(path[n + 1]) ? [] : {};
    });
  }

  function answers(form) {
    const names = {}, data = new FormData(form);
    for (const known of form.querySelectorAll("[data-known]"))
      for (const [group, value] of Object.entries(JSON.parse(known.dataset.known)))
        names[group] = value !== null && typeof value === "object" && !Array.isArray(value) ? { ...names[group], ...value } : value;
    for (const question of form.querySelectorAll("[data-kind]")) {
      const value = answer(question, data);
      if (value !== undefined) put(names, question.dataset.name.split("."), value);
    }
    return names;
  }

  function settle(form) {
    const names = answers(form);
    for (const part of form.querySelectorAll("[data-show-if]")) {
      const path = part.dataset.name?.split(".") ?? [], row = /^\d+$/.test(path[1] ?? "") ? names[path[0]]?.[path[1]] : null;
      part.hidden = !window.congvuCel.holds(part.dataset.showIf, { ...names, item: row });
    }
  }

  function start(root) {
    for (const form of root.querySelectorAll("form")) {
      if (form.dataset.reveals || !form.querySelector("[data-show-if]")) continue;
      form.dataset.reveals = "1";
      settle(form);
      for (const event of ["change", "input"]) form.addEventListener(event, () => settle(form));
    }
  }

  start(document);
  document.addEventListener("htmx:after:swap", (event) => start(event.target instanceof Element ? event.target : document));
})();
