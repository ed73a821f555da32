/* data-controller="meanings" on a text: what a norm or a word of the glossary means stands beside it,
   inside the window and over all else, while the word is pointed at or has the focus. Escape puts it
   away. Without this script the styles show it where it is. */

import { place } from "../js/lib.js";

const NARROW = matchMedia("(width < 48rem)");
const LINGER = 200;
/* Long enough to bring the pointer from the word to what is said of it. */

export default function connect(root) {
  let host = null;
  let leaving;

  const meaningOf = (one) => one.querySelector(":scope > .meaning");

  function settle() {
    if (!host) return;
    const meaning = meaningOf(host);
    meaning.classList.remove("is-high");
    if (!NARROW.matches) return place(meaning, host);
    meaning.style.top = meaning.style.left = "";
    // On a phone it stands at the bottom: at the top where it would cover the word itself.
    const covers = meaning.getBoundingClientRect().top < host.getBoundingClientRect().bottom;
    meaning.classList.toggle("is-high", covers);
  }

  function show(next) {
    clearTimeout(leaving);
    if (next === host) return;
    hide();
    const meaning = meaningOf(next);
    meaning.popover = "manual";
    meaning.showPopover();
    host = next;
    settle();
  }

  function hide() {
    clearTimeout(leaving);
    const meaning = host?.isConnected && meaningOf(host);
    if (meaning?.matches(":popover-open")) meaning.hidePopover();
    host = null;
  }

  function onOver({ target }) {
    const next = target.closest(".has-meaning");
    if (next) show(next);
  }

  function onOut({ target, relatedTarget }) {
    const left = target.closest(".has-meaning");
    if (!left || left !== host || left.contains(relatedTarget) || left.contains(document.activeElement)) return;
    clearTimeout(leaving);
    leaving = setTimeout(hide, LINGER);
  }

  function onFocusOut({ target, relatedTarget }) {
    if (target.closest(".has-meaning") === host && !host?.contains(relatedTarget)) hide();
  }

  function onKey(event) {
    if (event.key !== "Escape" || !host) return;
    event.stopPropagation();
    hide();
  }

  root.addEventListener("mouseover", onOver);
  root.addEventListener("mouseout", onOut);
  root.addEventListener("focusin", onOver);
  root.addEventListener("focusout", onFocusOut);
  document.addEventListener("keydown", onKey, true);
  addEventListener("scroll", settle, { capture: true, passive: true });
  addEventListener("resize", settle);
  return () => {
    hide();
    document.removeEventListener("keydown", onKey, true);
    removeEventListener("scroll", settle, { capture: true });
    removeEventListener("resize", settle);
  };
}
