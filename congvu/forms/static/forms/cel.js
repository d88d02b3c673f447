// CEL in the browser: the safe subset of congvu/kit/cel.py, the same answers (congvu/kit/tests/cel_cases.json).
// congvuCel.value(text, names) works an expression out and throws where the server's would fail;
// congvuCel.holds(text, names) is true or false: what cannot be worked out does not hold. The server decides anyway.
"use strict";

window.congvuCel ??= (() => {
  const TOKEN = /\s*(?:(\d+\.\d+|\d+)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|([A-Za-z_]\w*)|(\|\||&&|[=!<>]=|[-+*\/%<>!?:.,()[\]{}]))/y;
  const MACROS = new Set(["all", "exists", "exists_one", "map", "filter"]);
  const LEVELS = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/", "%"]];

  function tokens(text) {
    const found = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const at = TOKEN.lastIndex, hit = TOKEN.exec(text);
      if (!hit) throw new SyntaxError(`${text}: ${at}`);
      if (hit[1]) found.push({ kind: "number", value: Number(hit[1]), float: hit[1].includes(".") });
      else if (hit[2]) found.push({ kind: "string", value: unquoted(hit[2]) });
      else found.push({ kind: hit[3] ? "name" : "sign", value: hit[3] ?? hit[4] });
    }
    return found;
  }

  const unquoted = (text) =>
    text.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_all, one) =>
      one[0] === "u" ? String.fromCharCode(parseInt(one.slice(1), 16)) : { n: "\n", t: "\t", r: "\r" }[one] ?? one);

  function parse(text) {
    const list = tokens(text);
    let at = 0;
    const is = (value) => list[at]?.value === value && ["sign", "name"].includes(list[at].kind);
    const take = (value) => is(value) && ++at;
    const need = (value) => { if (!take(value)) throw new SyntaxError(`${text}: ${value}`); };

    function expression() {
      const asked = binary(0);
      if (!take("?")) return asked;
      const yes = binary(0);
      need(":");
      return { op: "?", asked, yes, no: expression() };
    }
    function binary(level) {
      if (level === LEVELS.length) return unary();
      let left = binary(level + 1);
      for (;;) {
        const sign = LEVELS[level].find(is);
        if (!sign) return left;
        at += 1;
        left = { op: sign, left, right: binary(level + 1) };
      }
    }
    function unary() {
      if (take("!")) return { op: "not", of: unary() };
      if (take("-")) return { op: "minus", of: unary() };
      return member(primary());
    }
    function member(of) {
      for (;;) {
        if (take(".")) {
          const name = list[at++]?.value;
          of = take("(") ? { op: "call", name, of, args: items(")") } : { op: "field", of, name };
        } else if (take("[")) {
          of = { op: "index", of, key: expression() };
          need("]");
        } else return of;
      }
    }
    function items(end) {
      const found = [];
      while (!take(end)) { found.push(expression()); if (!is(end)) need(","); }
      return found;
    }
    function primary() {
      const one = list[at++];
      if (!one) throw new SyntaxError(text);
      if (one.kind === "number" || one.kind === "string") return { op: "literal", value: one.value, float: one.float };
      if (one.value === "(") { const inner = expression(); need(")"); return inner; }
      if (one.value === "[") return { op: "list", items: items("]") };
      if (one.kind !== "name") throw new SyntaxError(`${text}: ${one.value}`);
      if (["true", "false", "null"].includes(one.value)) return { op: "literal", value: { true: true, false: false, null: null }[one.value] };
      return take("(") ? { op: "call", name: one.value, args: items(")") } : { op: "name", name: one.value };
    }
    const whole = expression();
    if (at < list.length) throw new SyntaxError(`${text}: ${list[at].value}`);
    return whole;
  }

  const fail = (why) => { throw new TypeError(why); };
  const kind = (value) => (value === null ? "null" : Array.isArray(value) ? "list" : typeof value);
  const day = (text) => {
    if (kind(text) !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(text)) fail("day");
    const found = new Date(`${text.slice(0, 10)}T00:00:00Z`);
    return Number.isNaN(found.getTime()) || found.toISOString().slice(0, 10) !== text.slice(0, 10) ? fail("day") : found;
  };
  const FUNCTIONS = {
    length: (value) => (kind(value) === "string" ? [...value].length : kind(value) === "list" ? value.length : fail("length")),
    size: (value) => (kind(value) === "list" ? value.length : kind(value) === "string" ? new TextEncoder().encode(value).length : fail("size")),
    days_between: (start, end) => (day(end) - day(start)) / 86400000,
    age_on(born, on) {
      const from = day(born), to = day(on);
      const before = to.getUTCMonth() * 31 + to.getUTCDate() < from.getUTCMonth() * 31 + from.getUTCDate();
      return to.getUTCFullYear() - from.getUTCFullYear() - (before ? 1 : 0);
    },
    startsWith: (text, part) => text.startsWith(part),
    endsWith: (text, part) => text.endsWith(part),
    contains: (text, part) => text.includes(part),
    matches: (text, pattern) => new RegExp(pattern, "u").test(text),
    int: (value) => { const found = Math.trunc(Number(value)); return Number.isNaN(found) || value === "" ? fail("int") : found; },
    double: (value) => { const found = Number(value); return Number.isNaN(found) || value === "" ? fail("double") : found; },
    string: (value) => String(value),
  };

  function equal(one, other) {
    if (kind(one) !== kind(other)) return false;
    if (kind(one) === "list") return one.length === other.length && one.every((item, n) => equal(item, other[n]));
    if (kind(one) === "object") {
      const names = Object.keys(one);
      return names.length === Object.keys(other).length && names.every((name) => name in other && equal(one[name], other[name]));
    }
    return one === other;
  }

  function arithmetic(op, one, other, whole) {
    if (op === "+" && kind(one) === "string" && kind(other) === "string") return one + other;
    if (op === "+" && kind(one) === "list" && kind(other) === "list") return [...one, ...other];
    if (kind(one) !== "number" || kind(other) !== "number") fail(op);
    if ((op === "/" || op === "%") && whole && other === 0) fail("zero");
    switch (op) {
      case "+": return one + other;
      case "-": return one - other;
      case "*": return one * other;
      case "/": return whole ? Math.trunc(one / other) : one / other;
      default: return one % other;
    }
  }

  function compare(op, one, other) {
    if (kind(one) !== kind(other) || !["number", "string", "boolean"].includes(kind(one))) fail(op);
    return { "<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other }[op];
  }

  function either(node, names, stop) {
    const sides = [node.left, node.right].map((side) => {
      try { const found = work(side, names); return kind(found) === "boolean" ? found : fail(node.op); } catch (problem) { return problem; }
    });
    if (sides.includes(stop)) return stop; // false && what fails is false, as in CEL
    const problem = sides.find((side) => side instanceof Error);
    if (problem) throw problem;
    return !stop;
  }

  function macro(node, names) {
    const list = work(node.of, names), [variable, body] = node.args;
    if (kind(list) !== "list") fail(node.name);
    const of = (item) => work(body, { ...names, [variable.name]: item });
    switch (node.name) {
      case "all": return list.every((item) => of(item) === true);
      case "exists": return list.some((item) => of(item) === true);
      case "exists_one": return list.filter((item) => of(item) === true).length === 1;
      case "map": return list.map(of);
      default: return list.filter((item) => of(item) === true);
    }
  }

  const hasFloat = (node) => Boolean(node) && (node.float || hasFloat(node.left) || hasFloat(node.right) || hasFloat(node.of) || (node.op === "call" && node.name === "double"));

  function work(node, names) {
    switch (node.op) {
      case "literal": return node.value;
      case "name": return names[node.name] ?? null;
      case "list": return node.items.map((item) => work(item, names));
      case "not": { const of = work(node.of, names); return kind(of) === "boolean" ? !of : fail("!"); }
      case "minus": { const of = work(node.of, names); return kind(of) === "number" ? -of : fail("-"); }
      case "?": { const asked = work(node.asked, names); return kind(asked) === "boolean" ? work(asked ? node.yes : node.no, names) : fail("?"); }
      case "||": return either(node, names, true);
      case "&&": return either(node, names, false);
      case "==": return equal(work(node.left, names), work(node.right, names));
      case "!=": return !equal(work(node.left, names), work(node.right, names));
      case "in": {
        const one = work(node.left, names), there = work(node.right, names);
        if (kind(there) === "list") return there.some((item) => equal(item, one));
        return kind(there) === "object" ? Object.hasOwn(there, one) : fail("in");
      }
      case "<": case "<=": case ">": case ">=": return compare(node.op, work(node.left, names), work(node.right, names));
      case "field": case "index": {
        const of = work(node.of, names), key = node.op === "field" ? node.name : work(node.key, names);
        if (kind(of) === "list" && Number.isInteger(key) && key >= 0 && key < of.length) return of[key];
        return kind(of) === "object" && Object.hasOwn(of, key) ? of[key] : fail(String(key));
      }
      case "call": {
        if (node.of && MACROS.has(node.name)) return macro(node, names);
        if (node.name === "has") {
          const of = work(node.args[0].of, names);
          return kind(of) === "object" ? Object.hasOwn(of, node.args[0].name) : fail("has");
        }
        const call = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : fail(node.name);
        return call(...[...(node.of ? [node.of] : []), ...node.args].map((one) => work(one, names)));
      }
      default: {
        const one = work(node.left, names), other = work(node.right, names);
        const whole = Number.isInteger(one) && Number.isInteger(other) && !hasFloat(node);
        return arithmetic(node.op, one, other, whole);
      }
    }
  }

  const kept = new Map();
  function value(text, names) {
    if (!kept.has(text)) kept.set(text, parse(text));
    return work(kept.get(text), names);
  }
  function holds(text, names) {
    try { return value(text, names) === true; } catch { return false; }
  }
  return { value, holds };
})();
