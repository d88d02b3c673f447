// Builds the assets into the folder given; with --compare builds aside and says what differs.
// The built files are committed, so that a server needs no Node; CI compares.
import * as sass from "sass";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const compare = process.argv.includes("--compare");
const committed = resolve(here, process.argv.at(-1));
const target = compare ? mkdtempSync(join(tmpdir(), "congvu-assets-")) : committed;

if (!compare) rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, "fonts"), { recursive: true });

for (const density of ["portal", "desk"]) {
  const { css } = sass.compile(join(here, "scss", `${density}.scss`), {
    style: "compressed", loadPaths: [modules], quietDeps: true,
  });
  writeFileSync(join(target, `${density}.css`), css + "\n");
}
for (const subset of ["latin", "vietnamese"])
  for (const weight of [400, 600])
    cpSync(join(modules, "@fontsource/be-vietnam-pro/files", `be-vietnam-pro-${subset}-${weight}-normal.woff2`),
      join(target, "fonts", `be-vietnam-pro-${subset}-${weight}-normal.woff2`));
cpSync(join(modules, "@fontsource/be-vietnam-pro/LICENSE"), join(target, "fonts", "OFL.txt"));
cpSync(join(here, "img"), join(target, "img"), { recursive: true });
cpSync(join(here, "icons.svg"), join(target, "icons.svg"));
cpSync(join(here, "js"), target, { recursive: true });
// without the pointer to a source map we do not ship: the manifest of static files would look for it
const htmx = readFileSync(join(modules, "htmx.org/dist/htmx.min.js"), "utf8");
writeFileSync(join(target, "htmx.min.js"), htmx.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n"));

// the editor of process drawings, for the control site alone; its mark stays where it puts it (licence of bpmn-js)
const bpmn = join(modules, "bpmn-js");
for (const [from, to] of [
  ["dist/assets/diagram-js.css", "diagram-js.css"], ["dist/assets/bpmn-js.css", "bpmn-js.css"],
  ["dist/assets/bpmn-font/css/bpmn.css", "bpmn-font/css/bpmn.css"], ["dist/assets/bpmn-font/font", "bpmn-font/font"],
  ["LICENSE", "LICENSE.txt"],
]) cpSync(join(bpmn, from), join(target, "bpmn", to), { recursive: true });
const modeler = readFileSync(join(bpmn, "dist/bpmn-modeler.production.min.js"), "utf8");
writeFileSync(join(target, "bpmn", "modeler.min.js"), modeler.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n"));

// the viewer of papers (5.4 is the last that reads JBIG2 scans without WASM, which our policy does not run): the build for older browsers too, the fonts that papers do not carry, decoders without WASM
const pdfjs = join(modules, "pdfjs-dist");
mkdirSync(join(target, "pdfjs"), { recursive: true });
for (const [from, to] of [["legacy/build/pdf.min.mjs", "pdf.js"], ["legacy/build/pdf.worker.min.mjs", "pdf.worker.js"]]) {
  const script = readFileSync(join(pdfjs, from), "utf8");
  writeFileSync(join(target, "pdfjs", to), script.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n"));
}
cpSync(join(pdfjs, "standard_fonts"), join(target, "pdfjs/standard_fonts"), { recursive: true });
cpSync(join(pdfjs, "LICENSE"), join(target, "pdfjs/LICENSE.txt"));
for (const name of ["openjpeg_nowasm_fallback.js", "LICENSE_OPENJPEG", "LICENSE_PDFJS_OPENJPEG"])
  cpSync(join(pdfjs, "wasm", name), join(target, "pdfjs/decoders", name));

const files = (root) => readdirSync(root, { recursive: true }).filter((name) => statSync(join(root, name)).isFile());
if (compare) {
  const names = new Set([...files(target), ...files(committed)]);
  const read = (root, name) => { try { return readFileSync(join(root, name)).toString("latin1"); } catch { return null; } };
  const changed = [...names].filter((name) => read(target, name) !== read(committed, name)).sort();
  rmSync(target, { recursive: true });
  if (changed.length) {
    console.error(`${relative(process.cwd(), committed)} is not what the sources build: ${changed.join(", ")}. Run: make assets`);
    process.exit(1);
  }
}
console.log(compare ? "assets agree with their sources" : `built ${files(target).length} files`);
