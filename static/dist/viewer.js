// Papers in the page, drawn by PDF.js: one or two side by side, remarks at their places. Without scripts the pages are
// pictures and remarks are written with page and place; with them they are canvases with text that can be chosen.
"use strict";

const home = document.querySelector("[data-viewer]");
const STEP = 20; // thousandths that an arrow key moves a new mark
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
const DEEP = Math.min(window.devicePixelRatio || 1, 2);

class Pane {
  constructor(node, pdfjs) {
    this.node = node;
    this.pdfjs = pdfjs;
    this.pages = node.querySelector("[data-pages]");
    this.form = document.querySelector(`[data-annotate="${node.id}"]`);
    this.zoom = ZOOMS.indexOf(1);
    this.sheets = [];
    this.mark = null;
  }

  async open() {
    const task = this.pdfjs.getDocument({
      url: this.node.dataset.src, standardFontDataUrl: home.dataset.fonts, wasmUrl: home.dataset.decoders,
      useWasm: false, isEvalSupported: false, enableXfa: false,
    });
    this.pdf = await task.promise;
    const first = await this.pdf.getPage(1);
    const { width, height } = first.getViewport({ scale: 1 });
    this.pages.replaceChildren();
    for (let number = 1; number <= this.pdf.numPages; number += 1) this.sheets.push(this.sheet(number, width, height));
    this.watch = new IntersectionObserver((seen) => {
      for (const one of seen) if (one.isIntersecting) this.draw(one.target);
    }, { root: this.pages, rootMargin: "400px" });
    this.resize();
    for (const sheet of this.sheets) this.watch.observe(sheet);
    for (const mark of this.node.querySelectorAll("a.cv-pdf__mark")) this.place(mark, +mark.dataset.page, +mark.dataset.x, +mark.dataset.y);
    this.listen();
    this.tell();
    this.node.dataset.ready = "1";
  }

  sheet(number, width, height) {
    const node = document.createElement("div");
    node.className = "cv-pdf__page";
    node.dataset.number = number;
    node.shape = { width, height };
    this.pages.append(node);
    return node;
  }

  resize() {
    const room = Math.max(200, this.pages.clientWidth - 20);
    for (const sheet of this.sheets) {
      const wide = Math.min(room, 900) * ZOOMS[this.zoom];
      sheet.style.width = `${wide}px`;
      sheet.style.height = `${(wide * sheet.shape.height) / sheet.shape.width}px`;
      delete sheet.dataset.drawn;
      sheet.drawing = null;
      sheet.querySelector("canvas")?.remove();
      sheet.querySelector(".cv-pdf__text")?.remove();
      this.watch.unobserve(sheet);
      this.watch.observe(sheet);
    }
  }

  async draw(sheet) {
    if (sheet.dataset.drawn) return;
    sheet.dataset.drawn = "1";
    const drawing = sheet.drawing = {}; // another size meanwhile: then it is drawn anew, and this one is left
    const page = await this.pdf.getPage(+sheet.dataset.number);
    if (sheet.drawing !== drawing) return;
    const plain = page.getViewport({ scale: 1 });
    const scale = sheet.clientWidth / plain.width;
    const viewport = page.getViewport({ scale });
    sheet.style.height = `${viewport.height}px`;
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width * DEEP);
    canvas.height = Math.floor(viewport.height * DEEP);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${this.pages.dataset.pageWords} ${sheet.dataset.number}`);
    sheet.prepend(canvas);
    await page.render({ canvas, viewport, transform: DEEP === 1 ? null : [DEEP, 0, 0, DEEP, 0, 0] }).promise;
    if (sheet.drawing !== drawing) return;
    const words = document.createElement("div");
    words.className = "cv-pdf__text";
    words.style.setProperty("--scale-factor", scale);
    words.style.setProperty("--total-scale-factor", scale);
    sheet.append(words);
    await new this.pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport }).render();
  }

  place(mark, number, x, y) {
    const sheet = this.sheets[number - 1];
    if (!sheet) return;
    mark.hidden = false;
    mark.style.left = `${x / 10}%`;
    mark.style.top = `${y / 10}%`;
    if (mark.parentNode !== sheet) sheet.append(mark); // moved within the tree it would lose the focus
  }

  current() {
    const top = this.pages.getBoundingClientRect().top + this.pages.clientHeight / 3;
    const at = this.sheets.findIndex((sheet) => sheet.getBoundingClientRect().bottom > top);
    return at < 0 ? this.sheets.length : at + 1;
  }

  tell() {
    this.node.querySelector("[data-at]").textContent = `${this.current()}/${this.sheets.length}`;
  }

  go(number) {
    this.sheets[Math.min(Math.max(number, 1), this.sheets.length) - 1]?.scrollIntoView({ block: "start" });
  }

  zoomBy(step) {
    const at = this.current();
    this.zoom = Math.min(Math.max(this.zoom + step, 0), ZOOMS.length - 1);
    this.resize();
    this.go(at);
  }

  // a remark to be written: its mark can be moved by pointer and by arrow keys
  remark(number, x, y) {
    if (!this.form) return;
    if (!this.mark) {
      this.mark = document.createElement("button");
      this.mark.type = "button";
      this.mark.className = "cv-pdf__mark cv-pdf__new";
      this.mark.textContent = "+";
      this.mark.setAttribute("aria-label", this.pages.dataset.markWords);
      this.mark.addEventListener("keydown", (event) => this.moveMark(event));
      this.mark.addEventListener("click", (event) => { event.stopPropagation(); this.write(); });
    }
    this.spot = { number, x, y };
    this.settle();
    this.mark.focus();
  }

  settle() {
    const { number, x, y } = this.spot;
    this.place(this.mark, number, x, y);
    for (const [name, value] of [["trang", number], ["x", x], ["y", y]]) this.form.elements[name].value = value;
  }

  moveMark(event) {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!by && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (!by) return this.drop();
    this.spot.x = Math.min(Math.max(this.spot.x + by[0], 0), 1000);
    this.spot.y = Math.min(Math.max(this.spot.y + by[1], 0), 1000);
    this.settle();
  }

  drop() {
    this.mark.remove();
    this.form.elements.x.value = this.form.elements.y.value = "";
    this.pages.focus();
  }

  write() {
    this.form.elements.gop_y.focus();
    this.form.scrollIntoView({ block: "nearest" });
  }

  listen() {
    const doing = {
      "zoom-in": () => this.zoomBy(1), "zoom-out": () => this.zoomBy(-1), mark: () => this.remark(this.current(), 500, 300),
    };
    for (const button of this.node.querySelectorAll("[data-do]")) {
      button.hidden = false;
      button.addEventListener("click", doing[button.dataset.do]);
    }
    this.pages.addEventListener("scroll", () => this.tell(), { passive: true });
    this.pages.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.pages) return;
      const act = { "[": () => this.go(this.current() - 1), "]": () => this.go(this.current() + 1), "+": doing["zoom-in"],
        "=": doing["zoom-in"], "-": doing["zoom-out"], g: doing.mark }[event.key];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    this.pages.addEventListener("dblclick", (event) => {
      const sheet = event.target.closest(".cv-pdf__page");
      if (!sheet || !this.form) return;
      const box = sheet.getBoundingClientRect();
      this.remark(+sheet.dataset.number, Math.round(((event.clientX - box.left) / box.width) * 1000),
        Math.round(((event.clientY - box.top) / box.height) * 1000));
    });
    // typed by hand again: then the place of the mark no longer counts
    for (const name of ["trang", "cho"]) this.form?.elements[name].addEventListener("input", () => {
      this.form.elements.x.value = this.form.elements.y.value = "";
      this.mark?.remove();
    });
    addEventListener("resize", () => { clearTimeout(this.wait); this.wait = setTimeout(() => this.resize(), 200); });
  }
}

if (home) {
  const pdfjs = await import(new URL(home.dataset.viewer, location.href));
  pdfjs.GlobalWorkerOptions.workerSrc = home.dataset.worker;
  document.querySelector("[data-viewer-keys]").hidden = false;
  for (const node of home.querySelectorAll(".cv-pdf")) {
    if (!node.dataset.src) continue;
    const pane = new Pane(node, pdfjs);
    pane.open().catch((fault) => {
      console.warn(fault);
      const say = document.createElement("p");
      say.className = "cv-pdf__say";
      say.textContent = pane.pages.dataset.failed;
      pane.pages.replaceChildren(say);
    });
  }
  for (const link of document.querySelectorAll("[data-shows]")) {
    link.hidden = false;
    link.addEventListener("click", (event) => {
      const mark = document.getElementById(link.dataset.shows);
      if (!mark || mark.hidden) return;
      event.preventDefault();
      mark.scrollIntoView({ block: "center" });
      mark.focus();
    });
  }
}
