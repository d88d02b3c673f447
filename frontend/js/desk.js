// Keys of the desk. Markup says what a key does; without this file every link and button still works.
//   <tr data-row> … <a data-open>   j k move the frame, Enter opens, x ticks the row's box
//   <a data-key="n"> <button data-key="c">   the key presses it
//   <input data-key="/">            the key puts the cursor in it
//   Ctrl Enter                      presses the page's main button from within a box
//   <input data-alt="a">            Alt and the key presses it, from within a box too; boxes are only ever ticked
//   <input data-card>               the text of an identity card's QR fills [data-card-part], then [data-card-next] is next
//   <dialog data-keys>              ? shows it
//   <input type=checkbox data-seen="code">   Enter in the box of that name ticks it and goes to the next one not ticked
//   <table data-picks="#bulk">      the element is shown while rows are ticked; [data-count] inside holds the number
"use strict";

const opener = (row) => row.querySelector("[data-open]") ?? row.querySelector("a");
const rows = () => [...document.querySelectorAll("tr[data-row], li[data-row]")];
const typing = (node) => node.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");

function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-here"));
  const next = Math.min(Math.max(at + by, 0), all.length - 1);
  all[at]?.classList.remove("is-here");
  all[next].classList.add("is-here");
  const link = opener(all[next]);
  link?.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

function tally() {
  for (const table of document.querySelectorAll("[data-picks]")) {
    const picked = table.querySelectorAll("[data-row] input[type=checkbox]:checked").length;
    for (const row of table.querySelectorAll("[data-row]"))
      row.classList.toggle("is-picked", Boolean(row.querySelector("input[type=checkbox]:checked")));
    const bar = document.querySelector(table.dataset.picks);
    if (!bar) continue;
    bar.hidden = picked === 0;
    for (const slot of bar.querySelectorAll("[data-count]")) slot.textContent = picked;
  }
}

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-all]");
  if (all) for (const box of all.closest("[data-picks]").querySelectorAll("[data-row] input[type=checkbox]")) box.checked = all.checked;
  tally();
});
document.addEventListener("DOMContentLoaded", tally);
// a drawing wider than its frame opens at the step that is being done
document.addEventListener("DOMContentLoaded", () => {
  for (const now of document.querySelectorAll(".cv-scroll .process-drawing .now")) {
    const box = now.closest(".cv-scroll");
    box.scrollLeft += now.getBoundingClientRect().left - box.getBoundingClientRect().left - 24;
  }
});
document.addEventListener("htmx:after:swap", tally);

// number|former number|name|ddmmyyyy|sex|address|ddmmyyyy, as a hand scanner types it, with Enter at its end
function readCard(box) {
  const [identifier, , name, , , address] = box.value.split("|").map((part) => part.trim());
  if (!/^[0-9]{12}$/.test(identifier) || !name) return false;
  for (const [part, value] of Object.entries({ identifier, name, address })) {
    const field = box.form.querySelector(`[data-card-part="${part}"]`);
    if (field && value) field.value = value;
  }
  box.form.querySelector("[data-card-next]")?.focus();
  return true;
}

// what a machine read: Enter in its box says that it is right and goes on to the next one
function confirmSeen(box) {
  const own = box.form?.querySelector(`[data-seen="${box.name}"]`);
  if (!own) return false;
  own.checked = true;
  const next = [...box.form.querySelectorAll("[data-seen]")].find((one) => !one.checked);
  (next ? box.form.querySelector(`[name="${next.dataset.seen}"]`) : box.form.querySelector("button.is-main, button[name=nut]"))?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.ctrlKey && event.target instanceof Element
      && event.target.matches("input[name], select[name], textarea[name]") && confirmSeen(event.target)) {
    event.preventDefault();
  } else if (event.key === "Enter" && event.target instanceof Element && event.target.matches("[data-card]") && readCard(event.target)) {
    event.preventDefault();
  } else if (event.ctrlKey && event.key === "Enter") {
    document.querySelector("main button.is-main")?.click();
    event.preventDefault();
  } else if (event.altKey && !event.ctrlKey && /^[a-z]$/i.test(event.key)) {
    const named = [...document.querySelectorAll(`main [data-alt="${event.key.toLowerCase()}"]`)];
    for (const one of named) if (!one.checked) one.click();
    if (named.length) event.preventDefault();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (typing(target)) {
    if (event.key === "Escape") target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const here = document.querySelector(".is-here");
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "x" && here) here.querySelector("input[type=checkbox]")?.click();
  else if (event.key === "Enter" && here && target === document.body) opener(here)?.click();
  else if (event.key === "?") document.querySelector("dialog[data-keys]")?.showModal();
  else {
    const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!named || named.disabled || !named.offsetParent) return;
    if (named.matches("input:not([type=submit]), select, textarea")) named.focus();
    else named.click();
  }
  event.preventDefault();
});

// A passkey that was not given (cancelled, none on this device) is told beside the button.
document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("khong-dung-duoc");
  if (!place) return;
  event.preventDefault();
  place.textContent = ` ${place.dataset.words}`;
});
