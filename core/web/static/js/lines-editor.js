/* The lines of a document as a spreadsheet (components/lines.html declares the columns).

   Keys: Enter / Shift+Enter — the cell below / above, a new line after the last one; arrows — between
   cells; Ctrl+D — the value from above; Ctrl+Delete — remove the line; Escape — the value as it was.
   A range pasted from a spreadsheet fills cells and adds lines. Every change is sent to the server,
   whose answer brings computed cells, errors and totals: nothing is calculated here. */

import { LinePreview } from "./lines-preview.js";
import { onGridKey, pasteRange } from "./lines-keys.js";
import { make, word } from "./lib.js";
import { Suggestions } from "./suggest.js";

class LinesEditor {
  constructor(root) {
    this.root = root;
    this.prefix = root.dataset.prefix;
    this.body = root.querySelector("[data-lines-rows]");
    this.template = root.querySelector("[data-lines-template]");
    this.status = root.querySelector("[data-lines-status]");
    this.undoPlace = root.querySelector("[data-lines-undo]");
    this.preview = new LinePreview(this);
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    const on = (type, action) => root.addEventListener(type, action, { signal });
    on("keydown", (event) => onGridKey(this, event));
    on("paste", (event) => pasteRange(this, event));
    on("focusin", (event) => this.onFocus(event));
    on("input", (event) => this.onInput(event));
    on("change", () => this.changed());
    on("click", (event) => this.onClick(event));
    if (!this.rows().length) this.addRow();
  }

  destroy() {
    this.suggestions?.destroy();
    this.preview.stop();
    this.listeners.abort();
  }

  rows() {
    return [...this.body.querySelectorAll("tr[data-line]")];
  }

  /** The editable cells of a row, from left to right. */
  inputs(row) {
    return [...row.querySelectorAll(".cell-input")];
  }

  /** Any input of the row by its column, hidden ones too. */
  input(row, key) {
    return row.querySelector(`input[type=hidden][data-column="${key}"]`)
      ?? row.querySelector(`[data-column="${key}"] .cell-input`);
  }

  changed() {
    this.root.dispatchEvent(new CustomEvent("lines:change", { bubbles: true }));
    this.preview.ask();
  }

  addRow(after = this.rows().at(-1)) {
    const fresh = this.template.content.cloneNode(true);
    const row = fresh.querySelector("tr[data-line]");
    const place = after ? noteOf(after) ?? after : null;
    if (place) place.after(fresh);
    else this.body.append(fresh);
    this.renumber();
    return row;
  }

  removeRow(row) {
    const rows = this.rows();
    const at = rows.indexOf(row);
    const column = this.inputs(row).indexOf(document.activeElement);
    const parts = [row, noteOf(row)].filter(Boolean);
    const next = parts.at(-1).nextElementSibling;
    this.closeSuggestions();
    parts.forEach((part) => part.remove());
    if (!this.rows().length) this.addRow();
    this.renumber();
    this.offerUndo(parts, next);
    const left = this.rows();
    this.inputs(left[Math.min(at, left.length - 1)])[Math.max(0, column)]?.focus();
    this.changed();
  }

  offerUndo(parts, next) {
    const button = make("button", { type: "button", className: "btn btn-ghost btn-sm" }, word("undo"));
    button.addEventListener("click", () => {
      const before = next?.parentElement === this.body ? next : null;
      parts.forEach((part) => this.body.insertBefore(part, before));
      this.renumber();
      this.undoPlace.hidden = true;
      this.inputs(parts[0])[0]?.focus();
      this.changed();
    });
    this.undoPlace.replaceChildren(word("line_removed"), button);
    this.undoPlace.hidden = false;
    this.say(word("line_removed"));
  }

  /** Names follow positions: the server reads lines-0-…, lines-1-… in order. */
  renumber() {
    const pattern = new RegExp(`^${this.prefix}-(?:\\d+|__row__)-`);
    this.rows().forEach((row, index) => {
      row.querySelector("[data-line-number]").textContent = index + 1;
      const start = `${this.prefix}-${index}-`;
      for (const element of row.querySelectorAll("[name], [id], [aria-describedby]")) {
        for (const attribute of ["name", "id", "aria-describedby"]) {
          const value = element.getAttribute(attribute);
          if (value && pattern.test(value)) element.setAttribute(attribute, value.replace(pattern, start));
        }
      }
      for (const input of this.inputs(row)) {
        input.setAttribute("aria-label", `${input.closest("td").dataset.label}, ${word("line_number")} ${index + 1}`);
      }
      const remove = row.querySelector("[data-lines-remove]");
      if (remove) remove.value = index;
    });
  }

  /** Set a cell as if it had been typed. */
  fill(input, text) {
    if (input instanceof HTMLSelectElement) {
      const wanted = text.trim().toLocaleLowerCase();
      const option = [...input.options].find((one) => one.value.toLocaleLowerCase() === wanted
        || one.text.trim().toLocaleLowerCase() === wanted);
      if (option) input.value = option.value;
    } else {
      input.value = text;
    }
    this.forgetFollowers(input);
  }

  /** Hidden cells that came with a choice are void once another text stands in its cell. */
  forgetFollowers(input) {
    const key = input.closest("td")?.dataset.column;
    for (const hidden of input.closest("tr").querySelectorAll(`[data-follows="${key}"]`)) {
      hidden.value = hidden.dataset.default;
    }
  }

  onFocus({ target }) {
    if (!target.matches(".cell-input")) return;
    this.before = target.value;
    if (!target.matches("select")) target.select();
    const cell = target.closest("td");
    if (cell.dataset.kind !== "combobox" || this.suggestions?.input === target) return;
    this.closeSuggestions();
    this.suggestions = new Suggestions(target, {
      url: cell.dataset.url,
      onPick: (item) => this.take(target, item),
    });
  }

  take(input, item) {
    const row = input.closest("tr");
    this.fill(input, item.value);
    for (const [key, text] of Object.entries(item.cells ?? {})) {
      const cell = this.input(row, key);
      if (cell) cell.value = text ?? "";
    }
    this.before = input.value;
    this.changed();
    const all = this.inputs(row);
    const next = all.slice(all.indexOf(input) + 1).find((cell) => !cell.value) ?? all[all.indexOf(input) + 1];
    next?.focus();
  }

  closeSuggestions() {
    this.suggestions?.destroy();
    this.suggestions = undefined;
  }

  onInput({ target }) {
    if (!target.matches(".cell-input")) return;
    this.forgetFollowers(target);
    this.changed();
  }

  onClick(event) {
    const remove = event.target.closest("[data-lines-remove]");
    if (event.target.closest("[data-lines-add]")) {
      event.preventDefault();
      this.inputs(this.addRow())[0]?.focus();
    } else if (remove) {
      event.preventDefault();
      this.removeRow(remove.closest("tr"));
    }
  }

  say(text) {
    this.status.textContent = text;
  }
}

/** The row under a line that carries its note. */
function noteOf(row) {
  const next = row.nextElementSibling;
  return next?.matches("[data-line-note]") ? next : null;
}

export default function connect(root) {
  if (!root.querySelector("[data-lines-template]")) return undefined; // read only
  const editor = new LinesEditor(root);
  return () => editor.destroy();
}
