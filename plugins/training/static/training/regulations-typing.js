/* What hands do in the text of a regulation: marks around words, lists that go on by themselves,
   nesting. Every change is typed in the name of the person, so that the browser's undo knows it. */

const ITEM = /^(\s*)(?:(\d+)([.)])|([-*+]))(\s+)/;
const NEST = "    ";

/** Put `text` in place of what stands from `from` to `to`. */
export function put(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  const done = text
    ? document.execCommand("insertText", false, text)
    : from === to || document.execCommand("delete");
  if (done) return;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Where the lines of the selection begin and end. */
function lines(area) {
  const { value, selectionStart, selectionEnd } = area;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const last = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
  const end = value.indexOf("\n", last);
  return [from, end < 0 ? value.length : end];
}

/** Marks on both sides of the selection, or taken off where they stand already. */
export function wrap(area, mark, placeholder) {
  const { value, selectionStart: from, selectionEnd: to } = area;
  const chosen = value.slice(from, to);
  const outside = value.slice(from - mark.length, from) === mark && value.slice(to, to + mark.length) === mark;
  if (outside) {
    put(area, from - mark.length, to + mark.length, chosen);
    area.setSelectionRange(from - mark.length, to - mark.length);
    return;
  }
  // Spaces at the edges would keep the marks from being read as marks.
  const [, before, words, after] = chosen.match(/^(\s*)([^]*?)(\s*)$/);
  const inner = words || placeholder;
  put(area, from, to, `${before}${mark}${inner}${mark}${after}`);
  const start = from + before.length + mark.length;
  area.setSelectionRange(start, start + inner.length);
}

export function link(area, placeholder) {
  const { value, selectionStart: from, selectionEnd: to } = area;
  const words = value.slice(from, to) || placeholder;
  put(area, from, to, `[${words}](https://)`);
  const address = from + words.length + 3;
  area.setSelectionRange(address, address + "https://".length);
}

/** Each line of the selection rewritten by `change(line)`; the same lines stay selected. */
function rewrite(area, change) {
  const [from, to] = lines(area);
  const collapsed = area.selectionStart === area.selectionEnd;
  const fromEnd = to - area.selectionEnd;
  const text = area.value.slice(from, to).split("\n").map(change).join("\n");
  put(area, from, to, text);
  const end = from + text.length;
  if (collapsed) area.setSelectionRange(Math.max(from, end - fromEnd), Math.max(from, end - fromEnd));
  else area.setSelectionRange(from, end);
}

/** «1. » or «- » before each line of the selection; another kind of mark is exchanged. */
export function list(area, mark) {
  rewrite(area, (line) => {
    const [, indent, words] = line.match(/^(\s*)(?:#+\s+|\d+[.)]\s+|[-*+]\s+)?(.*)$/);
    return `${indent}${mark} ${words}`;
  });
}

export function heading(area, placeholder) {
  const [from, to] = lines(area);
  const line = area.value.slice(from, to);
  if (line.includes("\n")) return;
  const words = line.replace(/^\s*(?:#+\s*|\d+[.)]\s+|[-*+]\s+)?/, "") || placeholder;
  const gap = from > 0 && !area.value.slice(0, from).endsWith("\n\n") ? "\n" : "";
  put(area, from, to, `${gap}## ${words}`);
  const start = from + gap.length + 3;
  area.setSelectionRange(start, start + words.length);
}

export function table(area, column) {
  const [, to] = lines(area);
  const gap = area.value.slice(0, to).trim() ? "\n\n" : "";
  const text = `${gap}| ${column} | ${column} |\n| --- | ---: |\n|  |  |\n`;
  put(area, to, to, text);
  area.setSelectionRange(to + gap.length + 2, to + gap.length + 2 + column.length);
}

/** Deeper by one level: digits begin anew, the program counts by the place. */
export function nest(area) {
  const first = (_all, indent, point) => `${indent}1${point}`;
  rewrite(area, (line) => (line.trim() ? NEST + line.replace(/^(\s*)\d+([.)])/, first) : line));
}

export function unnest(area) {
  rewrite(area, (line) => line.replace(/^(?: {1,4}|\t)/, ""));
}

/** True where the caret stands in an item of a list: Tab nests it there, and moves on elsewhere. */
export function inItem(area) {
  const [from, to] = lines(area);
  return area.value.slice(from, to).split("\n").some((line) => ITEM.test(line));
}

/** Enter in an item begins the next one; in an empty item it ends the list. */
export function goOn(area) {
  if (area.selectionStart !== area.selectionEnd) return false;
  const [from, to] = lines(area);
  const line = area.value.slice(from, to);
  const item = line.match(ITEM);
  if (!item || area.selectionStart < from + item[0].length) return false;
  const [whole, indent, digits, point, bullet, space] = item;
  if (!line.slice(whole.length).trim()) {
    put(area, from, to, indent.length >= NEST.length ? line.slice(NEST.length) : "");
    return true;
  }
  const mark = bullet ?? `${Number(digits) + 1}${point}`;
  put(area, area.selectionStart, area.selectionStart, `\n${indent}${mark}${space}`);
  return true;
}

/** Show the line (from 1) and put the caret there. */
export function goToLine(area, line) {
  const all = area.value.split("\n");
  const from = all.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(from, from + (all[line - 1] ?? "").length);
  area.scrollTop = (area.scrollHeight * (line - 3)) / all.length;
}
