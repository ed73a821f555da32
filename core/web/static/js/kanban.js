/* A board: cards are dragged, or moved by the menu that each movable card gets. */

import "../vendor/sortablejs/Sortable.min.js";

import { icon, make, place, post, toast, toastOf, word } from "./lib.js";

export default function connect(board) {
  const columns = [...board.querySelectorAll("[data-column]")];
  const status = make("p", { className: "sr-only", role: "status" });
  const menu = make("div", { className: "popover menu-list", popover: "auto" });
  board.after(status, menu);
  let opener;

  async function send(card, from, before) {
    const column = card.closest("[data-column]");
    const cards = [...card.parentElement.querySelectorAll("[data-card]")];
    const data = new FormData();
    data.set("card", card.dataset.card);
    data.set("column", column.dataset.column);
    data.set("position", cards.indexOf(card));
    count();
    try {
      const answer = await post(board.dataset.url, data, { Accept: "application/json" });
      const told = toastOf(answer);
      if (!answer.ok) {
        if (!told) toast({ kind: "danger", text: word(answer.status === 403 ? "forbidden" : answer.status === 409 ? "conflict" : "server_error") });
        giveBack(card, from, before);
        return;
      }
      const { columns: sums = {}, location: page } = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (page) {
        // The move needs more than a drop: it is finished on a page of its own.
        giveBack(card, from, before);
        location.assign(page);
        return;
      }
      update(sums);
      status.textContent = `${word("moved")} ${card.querySelector("a").textContent.trim()} → ${column.dataset.title}`;
    } catch {
      toast({ kind: "danger", text: word("offline") });
      giveBack(card, from, before);
    }
  }

  function giveBack(card, from, before) {
    from.insertBefore(card, before?.parentElement === from ? before : null);
    count();
  }

  function count() {
    for (const column of columns) {
      const pill = column.querySelector("[data-count] .counter")?.firstChild;
      const limit = pill?.textContent.split("/")[1];
      const number = column.querySelectorAll("[data-card]").length;
      if (pill) pill.textContent = limit ? `${number} /${limit}` : String(number);
      column.classList.toggle("is-over", limit !== undefined && number > Number(limit));
    }
  }

  /* {"<column>": {"total": "1 250,00 ₽"}}: sums belong to the server. */
  function update(answer) {
    for (const column of columns) {
      const total = column.querySelector(".board-total");
      const text = answer[column.dataset.column]?.total;
      if (total && text !== undefined) total.textContent = text;
    }
  }

  function openMenu(button) {
    const card = button.closest("[data-card]");
    const here = card.closest("[data-column]");
    opener = button;
    menu.replaceChildren(make("p", { className: "menu-title" }, word("move_to")));
    for (const column of columns) {
      if (column === here || column.dataset.accepts !== "true") continue;
      const entry = make("button", { type: "button", className: "menu-item" }, column.dataset.title);
      entry.addEventListener("click", () => {
        const from = card.parentElement;
        const before = card.nextElementSibling;
        menu.hidePopover();
        column.querySelector("[data-cards]").prepend(card);
        button.focus();
        send(card, from, before);
      });
      menu.append(entry);
    }
    menu.showPopover();
    place(menu, button, { align: "end" });
    menu.querySelector(".menu-item")?.focus();
  }

  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const entries = [...menu.querySelectorAll(".menu-item")];
    entries.at((entries.indexOf(document.activeElement) + step) % entries.length)?.focus();
  });
  menu.addEventListener("toggle", ({ newState }) => {
    opener?.setAttribute("aria-expanded", String(newState === "open"));
  });

  for (const card of board.querySelectorAll('[data-movable="true"]')) {
    const button = make("button", { type: "button", className: "btn btn-ghost btn-sm btn-icon board-card-tools" }, icon("dots", "sm"));
    button.setAttribute("aria-label", `${word("move_to")} ${card.querySelector("a").textContent.trim()}`);
    button.setAttribute("aria-haspopup", "true");
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => openMenu(button));
    card.querySelector(".board-card-head").append(button);
  }

  const sortables = columns.map((column) => globalThis.Sortable.create(column.querySelector("[data-cards]"), {
    group: { name: "board", put: column.dataset.accepts === "true" },
    draggable: "[data-card]",
    filter: '[data-movable="false"], button',
    preventOnFilter: false,
    ghostClass: "is-dragged",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    delay: 150,
    delayOnTouchOnly: true,
    onEnd({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
      if (from === to && oldDraggableIndex === newDraggableIndex) return;
      const others = [...from.querySelectorAll("[data-card]")].filter((card) => card !== item);
      send(item, from, others[oldDraggableIndex]);
    },
  }));

  return () => {
    sortables.forEach((sortable) => sortable.destroy());
    status.remove();
    menu.remove();
  };
}
