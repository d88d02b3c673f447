// Signing with the USB token in this PC: the page prepares the papers, the local agent (folder agent/) signs their digests,
// the page hands the signatures back. Without this file the page says what it needs.
//   <form data-agent="http://127.0.0.1:14741" data-prepare="…" data-certificate="…" data-title="…">
//     <button data-sign disabled>  <p data-say role="status">  <p data-word="away" hidden>…</p>
//     <div data-pairing hidden> <input data-code> <button type="button" data-pair> </div>
"use strict";

const KEPT = "congvu-agent-code";

class Trouble extends Error {}

function start(form) {
  const part = (name) => form.querySelector(`[data-${name}]`);
  const word = (name) => form.querySelector(`[data-word="${name}"]`)?.textContent.trim() ?? "";
  const say = (words, isAlert = false) => {
    const place = part("say");
    place.setAttribute("role", isAlert ? "alert" : "status");
    place.textContent = words;
  };

  async function agent(path, body) {
    const given = { headers: { Authorization: `Bearer ${localStorage.getItem(KEPT) ?? ""}` }, cache: "no-store" };
    if (body) Object.assign(given, { method: "POST", body: JSON.stringify(body) });
    if (body) given.headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(form.dataset.agent + path, given);
    } catch {
      throw new Trouble(word("away"));
    }
    const said = await answer.json();
    part("pairing").hidden = said.error !== "pair";
    if (said.error === "pair") throw new Trouble(word("pair"));
    if (!answer.ok) throw new Trouble(said.words);
    return said;
  }

  async function prepared() {
    for (;;) {
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      const answer = await fetch(form.dataset.prepare, { method: "POST", headers: { "X-CSRFToken": token } });
      if (!answer.ok && answer.status !== 422) throw new Trouble(word("broken"));
      const said = await answer.json();
      if (said.words) throw new Trouble(said.words);
      if (!said.waiting) return said.papers;
      say(`${word("preparing")} ${said.papers.length}/${said.papers.length + said.waiting}`);
    }
  }

  async function look() {
    try {
      await agent("/");
      const held = (await agent("/certificates")).certificates;
      const isHere = held.some((one) => one.fingerprint === form.dataset.certificate);
      part("sign").disabled = !isHere;
      say(isHere ? word("ready") : word("missing"), !isHere);
    } catch (trouble) {
      part("sign").disabled = true;
      say(trouble instanceof Trouble ? trouble.message : word("broken"), true);
    }
  }

  async function sign() {
    part("sign").disabled = true;
    try {
      say(word("preparing"));
      const papers = await prepared();
      say(word("pin"));
      const asked = [{ label: form.dataset.title, digest: form.elements.challenge.value }, ...papers];
      const said = await agent("/sign", {
        certificate: form.dataset.certificate,
        papers: asked.map(({ label, digest }) => ({ label, digest })),
      });
      const [agreement, ...signatures] = said.signatures;
      form.elements.agreement.value = agreement ?? "";
      form.elements.signatures.value = JSON.stringify(
        Object.fromEntries(papers.map((paper, at) => [paper.position, signatures[at] ?? ""])),
      );
      say(word("sending"));
      form.submit();
    } catch (trouble) {
      say(trouble instanceof Trouble ? trouble.message : word("broken"), true);
      part("sign").disabled = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sign();
  });
  part("again").addEventListener("click", look);
  part("pair").addEventListener("click", () => {
    localStorage.setItem(KEPT, part("code").value.trim());
    look();
  });
  part("tools").hidden = false;
  look();
}

for (const form of document.querySelectorAll("form[data-agent]")) start(form);
