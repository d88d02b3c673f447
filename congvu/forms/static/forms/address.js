// Finds a commune by a few letters, without accents, by today's name or by an old one (which it then proposes anew).
// Without this file the two lists of the address stay as they are.
//   <div data-find="child.hometown" data-on="2026-11-20" hidden>label, input, [role=status], ul</div>
"use strict";

(() => {
  if (window.congvuFind) return;
  window.congvuFind = true;

  const PLACES = "/api/v1/places";
  const ask = async (address, more) => {
    const answer = await fetch(`${address}?${new URLSearchParams(more)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).items : [];
  };

  // provinces are two digits: the last name of the line above belongs to it, its code comes with the commune
  async function choose(box, place) {
    const form = box.closest("form"), name = box.dataset.find;
    const province = form.elements.namedItem(`${name}.province`);
    let commune = form.elements.namedItem(`${name}.commune`);
    if (!commune) {
      commune = form.appendChild(document.createElement("input"));
      commune.type = "hidden";
      commune.name = `${name}.commune`;
    }
    if (commune.tagName === "SELECT" && ![...commune.options].some((one) => one.value === place.code))
      commune.add(new Option(place.name, place.code));
    commune.value = place.code;
    if (province.tagName === "SELECT" && province.value !== place.province) {
      province.value = place.province;
      province.dispatchEvent(new Event("change", { bubbles: true })); // the server draws the form anew
    } else commune.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function search(box, text, turn) {
    const on = box.dataset.on, fixed = box.closest("form").elements.namedItem(`${box.dataset.find}.province`);
    const more = fixed?.type === "hidden" ? { province: fixed.value } : {};
    const [now, former] = await Promise.all([
      ask(PLACES, { q: text, on, level: 3, limit: 8, ...more }), ask(`${PLACES}/former`, { q: text, on }),
    ]);
    if (turn !== box.turn) return;
    const rows = now.map((place) => ({ place, words: place.full_name }));
    for (const { was, became } of former)
      for (const place of became)
        if (!more.province || place.province === more.province)
          rows.push({ place, words: `${was.full_name} → ${box.dataset.now} ${place.full_name}` });
    show(box, rows.slice(0, 12));
  }

  function show(box, rows) {
    const list = box.querySelector("ul"), status = box.querySelector("[role=status]");
    list.replaceChildren(...rows.map(({ place, words }) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", () => { show(box, []); status.textContent = words; choose(box, place); });
      item.append(button);
      return item;
    }));
    status.textContent = rows.length ? `${rows.length} ${box.dataset.found}` : "";
  }

  function start(root) {
    for (const box of root.querySelectorAll("[data-find][hidden]")) {
      box.hidden = false;
      const input = box.querySelector("input");
      let wait;
      input.addEventListener("input", (event) => {
        event.stopPropagation(); // no answer of the form
        clearTimeout(wait);
        box.turn = (box.turn ?? 0) + 1;
        const text = input.value.trim(), turn = box.turn;
        if (text.length < 2) return show(box, []);
        wait = setTimeout(async () => {
          await search(box, text, turn);
          if (turn === box.turn && !box.querySelector("li")) box.querySelector("[role=status]").textContent = box.dataset.none;
        }, 200);
      });
      input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { event.preventDefault(); box.querySelector("li button")?.focus(); }
        if (event.key === "Escape") show(box, []);
      });
    }
  }

  start(document);
  document.addEventListener("htmx:after:swap", (event) => start(event.target instanceof Element ? event.target : document));
})();
