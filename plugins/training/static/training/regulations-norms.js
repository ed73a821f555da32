/* The dialog in which a norm is chosen: text and value are changed by one press. A norm stands in
   the text once, so choosing one that is there already changes its value in its place. */

import { post } from "../js/lib.js";
import { put } from "./regulations-typing.js";

const BESIDE = 200;

const escape = (key) => key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Where the norm stands in the text: {from, to, value, reason}, or null. */
function place(text, key) {
  const value = String.raw`(?:,\s*([^()"]*?)\s*)?`;
  const reason = String.raw`(?:,\s*"([^"]*)"\s*)?`;
  const norm = String.raw`\{\{\s*norm\(\s*"${escape(key)}"\s*${value}${reason}\)\s*\}\}`;
  const found = new RegExp(norm).exec(text);
  return found && { from: found.index, to: found.index + found[0].length, value: found[1] ?? "", reason: found[2] ?? "" };
}

export class NormPicker {
  constructor(root, area, words) {
    Object.assign(this, { area, words, url: root.dataset.normUrl });
    this.dialog = root.querySelector("#norm-picker");
    this.form = this.dialog.querySelector("[data-norm-form]");
    const part = (name) => this.form.querySelector(`[data-${name}]`);
    Object.assign(this, {
      number: part("value-number"), choice: part("value-choice"), unit: part("norm-unit"),
      hint: part("norm-hint"), error: part("norm-error"), button: part("norm-submit"), none: part("norm-none"),
    });
    this.search = this.form.querySelector("#norm-search");
    this.firstHint = this.hint.textContent;
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => this.onSearchKey(event));
    this.form.addEventListener("change", ({ target }) => target.name === "key" && this.choose(target));
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
  }

  /** Open for a norm of the text, or to choose one; the text takes it where the caret is now. */
  open(key = "") {
    this.at = [this.area.selectionStart, this.area.selectionEnd];
    this.form.reset();
    this.filter();
    this.say("");
    const option = key && this.form.querySelector(`input[name=key][value="${CSS.escape(key)}"]`);
    this.dialog.showModal();
    if (option) {
      option.checked = true;
      this.choose(option);
      option.scrollIntoView({ block: "nearest" });
      this.form.elements.value.focus();
      this.form.elements.value.select();
    } else {
      this.hint.textContent = this.firstHint;
      this.show(null);
      this.search.focus();
    }
  }

  options() {
    return [...this.form.querySelectorAll(".norm-option")];
  }

  filter() {
    const wanted = this.search.value.trim().toLowerCase().split(/\s+/);
    for (const option of this.options()) {
      option.hidden = !wanted.every((word) => option.dataset.search.includes(word));
    }
    for (const group of this.form.querySelectorAll("[data-norm-group]")) {
      group.hidden = !group.querySelector(".norm-option:not([hidden])");
    }
    this.none.hidden = this.options().some((option) => !option.hidden);
  }

  /* Enter in the search takes the first that was found; the arrow goes down to the list. */
  onSearchKey(event) {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const first = this.options().find((option) => !option.hidden)?.querySelector("input");
    if (!first) return;
    first.checked = true;
    this.choose(first);
    (event.key === "Enter" ? this.valueField() : first).focus();
  }

  valueField() {
    return this.choice.hidden ? this.form.elements.value : this.choice.querySelector(":checked");
  }

  choose(option) {
    const { kind, unit, bounds, current } = option.dataset;
    const here = place(this.area.value, option.value);
    this.show(kind);
    this.unit.textContent = unit;
    const value = here ? here.value : current;
    if (kind === "boolean") {
      const yes = ["1", "да", "true"].includes(value.toLowerCase());
      this.choice.querySelector(`[value="${yes ? 1 : 0}"]`).checked = true;
    } else {
      this.form.elements.value.value = value.replace(".", ",");
    }
    this.form.elements.reason.value = here?.reason ?? "";
    const hints = [here && this.words.chosen, bounds && `${this.words.bounds} ${bounds}.`];
    this.hint.textContent = hints.filter(Boolean).join(" ");
    this.button.textContent = here ? this.button.dataset.changeWords : this.button.dataset.insertWords;
    this.say("");
  }

  show(kind) {
    this.choice.hidden = kind !== "boolean";
    this.number.hidden = kind === "boolean";
    this.unit.textContent = "";
    this.button.textContent = this.button.dataset.insertWords;
  }

  /** Show what is wrong, and in which field: the value where none is named. */
  say(error, field = "value") {
    this.error.textContent = error;
    this.error.hidden = !error;
    for (const name of ["value", "reason"]) {
      this.form.elements[name].setAttribute("aria-invalid", String(Boolean(error) && name === field));
    }
  }

  async onSubmit(event) {
    event.preventDefault();
    const key = this.form.elements.key.value;
    const data = new FormData();
    data.set("key", key);
    data.set("reason", this.form.elements.reason.value);
    data.set("value", this.choice.hidden ? this.form.elements.value.value : this.form.elements.choice.value);
    const here = place(this.area.value, key);
    const [from, to] = here ? [here.from, here.to] : this.at;
    // The words around decide how the unit sounds; it comes with a norm that is new in the text.
    data.set("before", this.area.value.slice(0, from).split("\n").at(-1).slice(-BESIDE));
    data.set("after", this.area.value.slice(to, to + BESIDE));
    if (!here) data.set("new", "1");
    let answer;
    try {
      answer = await (await post(this.url, data)).json();
    } catch {
      return this.say(this.words.failed);
    }
    if (answer.error) {
      this.say(answer.error, answer.field);
      return (answer.field === "reason" ? this.form.elements.reason : this.valueField()).focus();
    }
    this.dialog.close();
    put(this.area, from, to + answer.taken, answer.text);
  }
}
