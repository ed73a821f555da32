/* A menu on a native popover: stands beside its button, arrows walk through it, focus returns. */

import { place } from "./lib.js";

export default function connect(root) {
  const button = root.querySelector("[popovertarget]");
  const list = root.querySelector("[popover]");
  const items = () => [...list.querySelectorAll(".menu-item")];

  button.setAttribute("aria-expanded", "false");

  function onToggle({ newState }) {
    const open = newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    place(list, button, { align: root.dataset.align });
    items()[0]?.focus({ focusVisible: button.matches(":focus-visible") });
  }

  function onKey(event) {
    const all = items();
    const here = all.indexOf(document.activeElement);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || document.activeElement.matches("input")) return;
    event.preventDefault();
    all[(next + all.length) % all.length]?.focus();
  }

  function onClick({ target }) {
    const item = target.closest(".menu-item");
    if (item && item.getAttribute("aria-disabled") !== "true") list.hidePopover();
  }

  const move = () => list.matches(":popover-open") && place(list, button, { align: root.dataset.align });
  list.addEventListener("toggle", onToggle);
  list.addEventListener("keydown", onKey);
  list.addEventListener("click", onClick);
  addEventListener("resize", move);
  return () => removeEventListener("resize", move);
}
