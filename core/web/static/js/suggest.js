/* The ARIA combobox pattern over a list that the server suggests: used by the combobox field, the
   global search and the product cell of document lines.

   GET <url>?q=<typed> answers {"items": [{"value", "text", "note", …}]}. */

import { debounce, make, place, word } from "./lib.js";

let serial = 0;

export class Suggestions {
  /** `onPick(item)` is called with the chosen item of the answer. `least`: characters before asking. */
  constructor(input, { url, onPick, least = 1 }) {
    Object.assign(this, { input, url, onPick, least, items: [], active: -1 });
    this.list = make("div", { className: "suggestions", id: `suggestions-${++serial}`, role: "listbox", popover: "manual" });
    this.list.setAttribute("aria-label", input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent.trim() ?? "");
    input.after(this.list);
    // A text of several lines may not be called a combobox: it stays a text with suggestions.
    this.combobox = input.matches("input");
    if (this.combobox) input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    this.expand(false);
    this.status = make("span", { className: "sr-only", role: "status" });
    this.list.after(this.status);
    this.ask = debounce(() => this.load(), 180);
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    input.addEventListener("input", () => this.ask(), { signal });
    input.addEventListener("keydown", (event) => this.onKey(event), { signal });
    input.addEventListener("blur", () => this.close(), { signal });
    // pointerdown would take the focus away from the input before the click arrives.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.pick(Number(option.dataset.index));
    });
    addEventListener("scroll", () => this.settle(), { signal, capture: true, passive: true });
  }

  expand(open) {
    if (this.combobox) this.input.setAttribute("aria-expanded", String(open));
  }

  get open() {
    return this.list.matches(":popover-open");
  }

  destroy() {
    this.ask.cancel();
    this.request?.abort();
    this.listeners.abort();
    this.list.remove();
    this.status.remove();
    for (const name of ["role", "aria-autocomplete", "aria-expanded", "aria-controls", "aria-activedescendant"]) {
      this.input.removeAttribute(name);
    }
  }

  async load() {
    const typed = this.input.value.trim();
    this.request?.abort();
    if (typed.length < this.least || document.activeElement !== this.input) return this.close();
    this.request = new AbortController();
    try {
      const address = new URL(this.url, location.href);
      address.searchParams.set("q", typed);
      const answer = await fetch(address, {
        signal: this.request.signal, headers: { Accept: "application/json" }, credentials: "same-origin",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show((await answer.json()).items, typed);
    } catch (error) {
      if (error.name !== "AbortError") this.say(word("search_failed"));
    }
  }

  show(items, typed) {
    this.items = items;
    this.active = -1;
    if (!items.length) return this.say(word("nothing_found"));
    this.list.replaceChildren(...items.map((item, index) => {
      const option = make("div", { className: "suggestion", role: "option", id: `${this.list.id}-${index}` },
        make("span", {}, ...marked(item.text, typed)));
      if (item.note) option.append(make("span", { className: "suggestion-note" }, item.note));
      option.dataset.index = index;
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    this.status.textContent = `${word("found")} ${items.length}`;
    this.reveal();
  }

  say(text) {
    this.items = [];
    this.list.replaceChildren(make("div", { className: "suggestions-empty" }, text));
    this.status.textContent = text;
    this.reveal();
  }

  reveal() {
    if (document.activeElement !== this.input) return;
    if (!this.open) this.list.showPopover();
    place(this.list, this.input, { fit: true });
    this.expand(true);
  }

  /** Stand by the input again, after it moved. */
  settle() {
    if (this.open) place(this.list, this.input, { fit: true });
  }

  close() {
    this.ask.cancel();
    if (this.open) this.list.hidePopover();
    this.active = -1;
    this.expand(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  move(to) {
    const options = this.list.querySelectorAll("[role=option]");
    if (!options.length) return;
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = (to + options.length) % options.length;
    const option = options[this.active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  pick(index) {
    const item = this.items[index];
    this.close();
    if (item) this.onPick(item);
  }

  onKey(event) {
    if (event.key === "ArrowDown" && event.altKey && !this.open) {
      event.preventDefault();
      this.load();
    }
    if (!this.open || event.altKey) return;
    const { key } = event;
    if (key === "ArrowDown") this.move(this.active + 1);
    else if (key === "ArrowUp") this.move(this.active < 0 ? -1 : this.active - 1);
    else if (key === "Escape") this.close();
    else if (key === "Enter" && this.active >= 0) this.pick(this.active);
    else {
      if (key === "Tab" && this.active >= 0) this.pick(this.active);
      return;
    }
    event.preventDefault();
    // The table of lines, a dialog or the frame must not take the same key for theirs.
    event.stopImmediatePropagation();
  }
}

/* The typed words inside a suggestion, marked. */
function marked(text, typed) {
  const at = text.toLocaleLowerCase().indexOf(typed.toLocaleLowerCase());
  if (at < 0) return [text];
  const end = at + typed.length;
  return [text.slice(0, at), make("mark", {}, text.slice(at, end)), text.slice(end)];
}
