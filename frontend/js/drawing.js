// The drawing of a process, edited with bpmn-js. Without this file the BPMN text on the page is what is saved.
//   <form data-drawing>      .cv-draw__board shows the drawing, #bpmn holds its file
//   [data-for=step|flow|lane|named]   boxes of what is chosen: kind and hours of a step, condition of an arrow, role of a lane
//   #tu-so-do          the editor's own words in the reader's language; a lane is shown by the name of its role, kept by its code
"use strict";

const CONGVU = {
  name: "congvu", uri: "https://congvu.vn/ns/process", prefix: "congvu", xml: { tagAlias: "lowerCase" },
  types: [
    { name: "Work", superClass: ["Element"], properties: ["kind", "limit", "agency", "unit", "asks", "silence", "clock", "days"]
      .map((name) => ({ name, isAttr: true, type: "String" })) },
    ...["Action", "Paper", "Sees"].map((name) => (
      { name, superClass: ["Element"], properties: [{ name: "code", isAttr: true, type: "String" }] })),
    { name: "English", extends: ["bpmn:FlowElement"], properties: [{ name: "english", isAttr: true, type: "String" }] },
  ],
};

async function edit(form) {
  const box = form.querySelector(".cv-draw"), file = form.querySelector("#bpmn");
  const board = box.querySelector(".cv-draw__board"), actions = JSON.parse(document.getElementById("viec-cua-buoc").textContent);
  const words = JSON.parse(document.getElementById("tu-so-do").textContent);
  const translate = (text, with_ = {}) => (words[text] ?? text).replace(/{([^}]+)}/g, (_all, name) => with_[name] ?? `{${name}}`);
  const roles = [...form.querySelector("#d-role").options].filter((one) => one.value).map((one) => [one.value, one.text]);
  const lanes = (text, names) => text.replace(/(<bpmn:lane\b[^>]*\bname=")([^"]*)"/g, (_all, before, name) => `${before}${names.get(name) ?? name}"`);
  box.hidden = false;
  const modeler = new BpmnJS({
    container: board, moddleExtensions: { congvu: CONGVU }, additionalModules: [{ translate: ["value", translate] }],
  });
  try {
    await modeler.importXML(lanes(file.value, new Map(roles)));
  } catch {
    box.hidden = true;
    form.querySelector("[data-file]").open = true;
    form.prepend(Object.assign(document.createElement("p"), { className: "govuk-error-message", textContent: form.dataset.failed }));
    return;
  }
  for (const entry of board.querySelectorAll(".djs-palette .entry")) entry.title = entry.ariaLabel;
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport");
  canvas.zoom(canvas.zoom() * 0.87);
  canvas.scroll({ dx: 60, dy: 0 });  // the palette stands on the left
  const modeling = modeler.get("modeling"), factory = modeler.get("bpmnFactory"), field = (name) => form.querySelector(`#d-${name}`);
  let chosen = null;

  const carried = (element) => element.businessObject.extensionElements;
  const work = (element) => (carried(element)?.values ?? []).find((one) => one.$type === "congvu:Work");
  const isStep = (element) => ["bpmn:UserTask", "bpmn:Task"].includes(element.type);

  function carry(element, kind, limit) {
    const before = work(element), same = before?.kind === kind;
    const kept = (carried(element)?.values ?? []).filter((one) => one !== before && (same || one.$type !== "congvu:Action"));
    const attributes = { ...Object.fromEntries(CONGVU.types[0].properties.map(({ name }) => [name, before?.[name]])), kind, limit };
    const made = factory.create("congvu:Work", attributes);
    const deeds = same ? [] : (actions[kind] ?? []).map((code) => factory.create("congvu:Action", { code }));
    const values = [made, ...kept, ...deeds], parent = factory.create("bpmn:ExtensionElements", { values });
    values.forEach((one) => { one.$parent = parent; });
    modeling.updateProperties(element, { extensionElements: parent });
  }

  function show(element) {
    chosen = element;
    const kinds = element ? { step: isStep(element), flow: element.type === "bpmn:SequenceFlow", lane: element.type === "bpmn:Lane" } : {};
    kinds.named = Boolean(element) && !kinds.lane && element.type !== "label";
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !kinds[part.dataset.for];
    form.querySelector("[data-none]").hidden = Boolean(element);
    if (!element) return;
    const limit = work(element)?.limit;
    field("name").value = element.businessObject.name ?? "";
    field("role").value = roles.find(([, label]) => label === element.businessObject.name)?.[0] ?? "";
    field("kind").value = work(element)?.kind ?? "work";
    field("hours").value = limit ? limit / 60 : "";
    field("when").value = element.businessObject.conditionExpression?.body ?? "";
  }

  modeler.on("selection.changed", ({ newSelection }) => show(newSelection.length === 1 ? newSelection[0] : null));
  modeler.on("commandStack.shape.create.postExecuted", ({ context }) => {
    if (isStep(context.shape) && !work(context.shape)) carry(context.shape, "work", "60");
  });
  for (const name of ["kind", "hours"]) field(name).addEventListener("change", () => {
    const hours = Number(field("hours").value.replace(",", "."));
    carry(chosen, field("kind").value, hours > 0 ? String(Math.round(hours * 60)) : undefined);
  });
  field("name").addEventListener("change", () => modeling.updateProperties(chosen, { name: field("name").value }));
  field("role").addEventListener("change", () => modeling.updateProperties(chosen, { name: field("role").value && field("role").selectedOptions[0].text }));
  field("when").addEventListener("change", () => {
    const body = field("when").value.trim();
    modeling.updateProperties(chosen, { conditionExpression: body ? factory.create("bpmn:FormalExpression", { body }) : undefined });
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { xml } = await modeler.saveXML({ format: true });
    file.value = lanes(xml, new Map(roles.map(([code, label]) => [label, code]))).replace(/<(\/?)bpmn:task(?=[\s>/])/g, "<$1bpmn:userTask");  // every task is somebody's step
    form.submit();
  });
}

for (const form of document.querySelectorAll("form[data-drawing]")) edit(form);
