/* Steps of a process: moved by buttons, by Alt and an arrow or dragged by the grip, added, removed and
   brought back. Their order on the page is the answer; choices of a bypass follow titles and places.

   Without this script the buttons send the form, and the server draws the page again. */

import "../vendor/sortablejs/Sortable.min.js";

export default function connect(root) {
  const list = root.querySelector("[data-list]");
  const template = root.querySelector("[data-template]");
  const status = root.querySelector("[data-status]");
  const undo = root.querySelector("[data-undo]");
  let number = list.children.length;
  let removed = null;

  const items = () => [...list.children];
  const titleOf = (item) => item.querySelector("[data-title]").value.trim();

  function say(words, step) {
    const all = items();
    const values = { step: titleOf(step), place: all.indexOf(step) + 1, all: all.length };
    status.textContent = words.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
  }

  /* Numbers of the cards, ends of the list, and what a bypass may lead to. */
  function settle() {
    const all = items();
    const targets = all.map((item, index) => [
      item.querySelector("[data-key]")?.value,
      `${index + 1}. ${titleOf(item)}`,
    ]);
    all.forEach((item, index) => {
      item.querySelector("[data-number]").textContent = index + 1;
      item.querySelector('[data-move="up"]').setAttribute("aria-disabled", String(index === 0));
      item.querySelector('[data-move="down"]').setAttribute("aria-disabled", String(index === all.length - 1));
      for (const select of item.querySelectorAll("[data-target]")) {
        const chosen = select.value;
        const own = targets[index][0];
        select.replaceChildren(
          select.options[0],
          ...targets.filter(([key]) => key !== own).map(([key, title]) => new Option(title, key)),
        );
        select.value = chosen;
        if (select.selectedIndex < 0) select.selectedIndex = 0;
      }
    });
  }

  function changed() {
    settle();
    // Forms that watch for changes hear of it as of any typing.
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function move(item, up) {
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (up) other.before(item);
    else other.after(item);
    changed();
    say(root.dataset.said, item);
  }

  function add() {
    const made = document.createElement("template");
    made.innerHTML = template.innerHTML.replaceAll("__row__", String(number));
    number += 1;
    const item = made.content.querySelector("[data-item]");
    list.append(item);
    changed();
    item.querySelector("[data-title]").focus();
  }

  function remove(item) {
    say(root.dataset.removed, item);
    // Bypasses that led here are kept with it, to be brought back too.
    const key = item.querySelector("[data-key]")?.value;
    const led = [...list.querySelectorAll("[data-target]")].filter((select) => key && select.value === key);
    removed = { item, before: item.nextElementSibling, led, key };
    const near = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    undo.hidden = false;
    changed();
    (near?.querySelector("[data-title]") ?? undo).focus();
  }

  function bringBack() {
    const { item, before, led, key } = removed;
    list.insertBefore(item, before?.parentNode === list ? before : null);
    settle();
    led.forEach((select) => { select.value = key; });
    removed = null;
    undo.hidden = true;
    changed();
    item.querySelector("[data-title]").focus();
  }

  function onClick(event) {
    const button = event.target.closest("[data-move], [data-add], [data-remove], [data-undo]");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("[data-item]");
    if (button.matches("[data-add]")) add();
    else if (button.matches("[data-undo]")) bringBack();
    else if (button.matches("[data-remove]")) remove(item);
    else {
      move(item, button.dataset.move === "up");
      button.focus();
    }
  }

  function onKey(event) {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const item = event.target.closest("[data-item]");
    if (!item) return;
    event.preventDefault();
    move(item, event.key === "ArrowUp");
    event.target.focus();
  }

  const onInput = (event) => { if (event.target.matches("[data-title]")) settle(); };

  root.addEventListener("click", onClick);
  root.addEventListener("keydown", onKey);
  list.addEventListener("change", onInput);
  const sortable = globalThis.Sortable.create(list, {
    draggable: "[data-item]",
    handle: "[data-grip]",
    ghostClass: "is-dragged",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    onEnd: ({ item }) => { changed(); say(root.dataset.said, item); },
  });
  settle();
  return () => {
    sortable.destroy();
    root.removeEventListener("click", onClick);
    root.removeEventListener("keydown", onKey);
    list.removeEventListener("change", onInput);
  };
}
