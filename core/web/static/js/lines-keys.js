/* Keyboard and clipboard of the lines editor. */

import { word } from "./lib.js";

export function onGridKey(editor, event) {
  const input = event.target.closest(".cell-input");
  if (!input || event.isComposing) return;
  const row = input.closest("tr");
  const rows = editor.rows();
  const at = rows.indexOf(row);
  const column = editor.inputs(row).indexOf(input);
  const go = (toRow, toColumn = column) => {
    event.preventDefault();
    editor.inputs(rows[toRow] ?? row)[toColumn]?.focus();
  };
  const command = event.ctrlKey || event.metaKey;

  if (command && event.code === "KeyD") {
    event.preventDefault();
    copyFromAbove(editor, rows[at - 1], row, column);
  } else if (command && (event.key === "Delete" || event.key === "Backspace" && event.shiftKey)) {
    event.preventDefault();
    editor.removeRow(row);
  } else if (event.key === "Enter" && !command) {
    event.preventDefault();
    if (event.shiftKey) go(Math.max(0, at - 1));
    else if (at + 1 < rows.length) go(at + 1);
    else editor.inputs(editor.addRow(row))[0]?.focus();
  } else if (event.key === "Escape" && input.value !== editor.before) {
    event.preventDefault();
    editor.fill(input, editor.before);
    editor.changed();
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    // A list uses the arrows itself; with Ctrl they move everywhere.
    if (event.altKey || (!command && !isText(input))) return;
    const target = at + (event.key === "ArrowUp" ? -1 : 1);
    if (rows[target]) go(target);
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const step = event.key === "ArrowLeft" ? -1 : 1;
    if (command || event.shiftKey || !atEdge(input, step)) return;
    if (editor.inputs(row)[column + step]) go(at, column + step);
    else if (!isText(input)) event.preventDefault(); // a list would change its value
  }
}

function isText(input) {
  return input.matches("input, textarea");
}

/* Whether the caret can't go further that way, or the whole text is selected. */
function atEdge(input, step) {
  if (!isText(input)) return input.matches("select");
  const { selectionStart: start, selectionEnd: end, value } = input;
  if (value && start === 0 && end === value.length) return true;
  return start === end && (step < 0 ? start === 0 : end === value.length);
}

/* The value of the cell above, with the hidden cells that belong to it. */
function copyFromAbove(editor, above, row, column) {
  if (!above) return;
  const from = editor.inputs(above)[column];
  const to = editor.inputs(row)[column];
  to.value = from.value;
  const key = to.closest("td").dataset.column;
  for (const hidden of row.querySelectorAll(`[data-follows="${key}"]`)) {
    hidden.value = editor.input(above, hidden.dataset.column).value;
  }
  editor.closeSuggestions();
  editor.changed();
}

/* A range of a spreadsheet: tabs between cells, line ends between rows. One cell is an ordinary paste. */
export function pasteRange(editor, event) {
  const input = event.target.closest(".cell-input");
  const text = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!input || !text || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  editor.closeSuggestions();
  const table = text.split("\n").map((line) => line.split("\t"));
  const first = input.closest("tr");
  const from = editor.inputs(first).indexOf(input);
  let row = first;
  table.forEach((cells, index) => {
    if (index) row = editor.rows()[editor.rows().indexOf(row) + 1] ?? editor.addRow(row);
    const targets = editor.inputs(row).slice(from);
    cells.forEach((cell, offset) => targets[offset] && editor.fill(targets[offset], cell.trim()));
  });
  editor.inputs(row)[from]?.focus();
  editor.say(`${word("lines_pasted")} ${table.length}`);
  editor.changed();
}
