/* Things to be put in order: dragged by the grip, or moved by the two arrow buttons of each.

   [data-list] holds the [data-item]s; the order of their hidden fields is the answer. Without this
   script the buttons submit the form, and the server draws the page again with the item moved. */

import "../vendor/sortablejs/Sortable.min.js";

export default function connect(root) {
  const list = root.querySelector("[data-list]");
  const status = root.querySelector("[data-status]");
  const items = () => [...list.querySelectorAll(":scope > [data-item]")];

  const nameOf = (item) => {
    const text = item.querySelector("[data-text]");
    return (text.value ?? text.textContent).trim();
  };

  function settle(moved) {
    const all = items();
    all.forEach((item, index) => {
      item.querySelector('[data-move="up"]').setAttribute("aria-disabled", String(index === 0));
      item.querySelector('[data-move="down"]').setAttribute("aria-disabled", String(index === all.length - 1));
    });
    if (!moved) return;
    const words = { option: nameOf(moved), place: all.indexOf(moved) + 1, all: all.length };
    status.textContent = root.dataset.said.replace(/\{(\w+)\}/g, (_whole, key) => words[key]);
    // Forms that watch for changes hear of it as of any typing.
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function onClick(event) {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("[data-item]");
    const other = button.dataset.move === "up" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "up") other.before(item);
    else other.after(item);
    button.focus();
    settle(item);
  }

  list.addEventListener("click", onClick);
  const sortable = globalThis.Sortable.create(list, {
    draggable: "[data-item]",
    handle: ".quiz-grip",
    ghostClass: "is-dragged",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    onEnd: ({ item }) => settle(item),
  });
  settle();
  return () => {
    sortable.destroy();
    list.removeEventListener("click", onClick);
  };
}
