/* A list: rows that open by click and by keys, selection with its sums, panels, columns in order.
   All of it stands on what works without scripts: links, native popovers, forms. */

import { place } from "./lib.js";
import { sums } from "./list-sums.js";
import { reorder } from "./list-columns.js";

const INTERACTIVE = "a, button, input, label, select, textarea, summary";

export default function connect(list) {
  const listeners = new AbortController();
  const on = (target, name, action, options = {}) =>
    target.addEventListener(name, action, { ...options, signal: listeners.signal });

  const rows = () => [...list.querySelectorAll("[data-list-row]")];
  const keys = () => [...list.querySelectorAll("[data-list-key]")];
  let lastTicked = null;

  /* Rows. The link of the first cell is the only real one: the row repeats it. */

  function open(row, apart) {
    const link = row.querySelector("[data-list-link]");
    if (apart) window.open(link.href, "_blank", "noopener");
    else link.click();
  }

  on(list, "click", (event) => {
    const link = event.target.closest("a[hx-get]");
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.stopImmediatePropagation(); // htmx would take a click that asks for another tab
      return;
    }
    const row = event.target.closest("[data-list-row]");
    if (!row || event.target.closest(INTERACTIVE) || String(getSelection())) return;
    open(row, event.ctrlKey || event.metaKey);
  }, { capture: true });

  on(list, "auxclick", (event) => {
    const row = event.target.closest("[data-list-row]");
    if (row && event.button === 1 && !event.target.closest(INTERACTIVE)) open(row, true);
  });

  on(document, "keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const inRow = event.target.closest?.("[data-list-row]");
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [popover]");
    if (typing || !(list.contains(event.target) || event.target.matches("body, main"))) return;
    const all = rows();
    const here = all.indexOf(inRow);
    const letter = { KeyJ: 1, KeyK: -1 }[event.code];
    const arrow = inRow ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined;
    const step = arrow ?? letter;
    if (step) {
      const next = all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)];
      next?.querySelector("[data-list-link]").focus();
      event.preventDefault();
    } else if (event.code === "KeyX" && inRow) {
      inRow.querySelector("[data-list-key]")?.click();
    } else if (event.key === "Escape" && keys().some((key) => key.checked)) {
      tick(keys(), false);
    }
  });

  /* Selection */

  function tick(some, checked) {
    for (const key of some) key.checked = checked;
    show();
  }

  function show() {
    const all = keys();
    const chosen = all.filter((key) => key.checked);
    for (const key of all) key.closest("[data-list-row]").classList.toggle("is-selected", key.checked);
    const head = list.querySelector("[data-list-all]");
    if (head) {
      head.checked = all.length > 0 && chosen.length === all.length;
      head.indeterminate = chosen.length > 0 && !head.checked;
    }
    const count = list.querySelector("[data-list-count]");
    if (count) count.textContent = chosen.length;
    sums(list, chosen.map((key) => key.closest("[data-list-row]")));
  }

  on(list, "click", (event) => {
    const key = event.target.closest("[data-list-key]");
    if (!key) return;
    const all = keys();
    if (event.shiftKey && lastTicked?.isConnected) {
      const ends = [all.indexOf(lastTicked), all.indexOf(key)].sort((a, b) => a - b);
      tick(all.slice(ends[0], ends[1] + 1), key.checked);
    }
    lastTicked = key;
  });
  // Shift-click would also select the text between.
  on(list, "mousedown", (event) => {
    if (event.shiftKey && event.target.closest(".list-tick")) event.preventDefault();
  });
  on(list, "change", ({ target }) => {
    if (target.matches("[data-list-all]")) tick(keys(), target.checked);
    else if (target.matches("[data-list-key]")) show();
  });
  on(list, "reset", ({ target }) => {
    if (target.matches(".list-bulk")) setTimeout(() => tick(keys(), false));
  });

  /* Panels */

  on(list, "toggle", ({ target, newState }) => {
    if (newState !== "open" || !target.matches(".list-panel")) return;
    const menu = target.closest("[data-list-menu]");
    place(target, menu.querySelector("[popovertarget]"), { align: menu.dataset.align });
    const first = "input:checked, input:not([type=hidden]):not([data-list-narrow])";
    (target.querySelector("[data-list-narrow]") ?? target.querySelector(first))?.focus();
  }, { capture: true });

  on(document, "htmx:beforeSwap", () => {
    list.querySelectorAll(".list-panel:popover-open").forEach((panel) => panel.hidePopover());
  });

  on(list, "input", ({ target }) => {
    if (target.matches("[data-list-narrow]")) {
      const typed = target.value.trim().toLocaleLowerCase();
      for (const option of target.closest(".list-options").querySelectorAll(".list-option")) {
        option.hidden = !option.textContent.toLocaleLowerCase().includes(typed);
      }
    }
    const period = target.closest("[data-list-period]");
    if (!period) return;
    // Either a ready period or dates of one's own.
    if (target.type === "radio") period.querySelectorAll("[type=date]").forEach((date) => { date.value = ""; });
    if (target.type === "date") period.querySelectorAll("[type=radio]").forEach((radio) => { radio.checked = false; });
  });

  on(list, "change", ({ target }) => {
    if (target.matches("[data-list-apply]") && target.value) target.form.requestSubmit();
  });

  // What is left empty has no place in an address. htmx hands over the values here.
  on(list, "htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") return;
    for (const [name, value] of [...detail.formData.entries()]) {
      if (value === "") detail.formData.delete(name);
    }
  });

  /* After a swap */

  on(list, "htmx:afterSettle", () => {
    const search = list.querySelector("[data-list-search]");
    const asked = list.querySelector(".list-body")?.dataset.listQuery;
    if (search && search !== document.activeElement) search.value = asked;
    show();
    measure();
  });

  /* A head that stays in view and a table that scrolls sideways exclude each other in CSS. */

  function measure() {
    const frame = list.querySelector("[data-list-scroll]");
    if (!frame) return;
    frame.classList.remove("is-fitting");
    frame.classList.toggle("is-fitting", frame.scrollWidth <= frame.clientWidth);
  }
  const observer = new ResizeObserver(measure);
  observer.observe(list);

  const stop = reorder(list);
  show();
  return () => {
    observer.disconnect();
    listeners.abort();
    stop();
  };
}
