/* The frame: the left navigation that remembers itself, its drawer on a phone, "/" for the search. */

import { cookie } from "./lib.js";

export default function connect(body) {
  const root = document.documentElement;

  function onClick({ target }) {
    const collapse = target.closest("[data-nav-collapse]");
    if (!collapse) return;
    const narrow = root.dataset.nav !== "narrow";
    root.dataset.nav = narrow ? "narrow" : "wide";
    cookie("nav", root.dataset.nav);
    collapse.setAttribute("aria-expanded", String(!narrow));
  }

  function onKey(event) {
    if (event.key === "Escape" && location.hash === "#side-nav") location.hash = "main";
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const search = document.getElementById("global-search");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  }

  // The drawer covers the page: a click beside it closes it, a link in it leads away and closes too.
  function onPointer({ target }) {
    if (location.hash === "#side-nav" && !target.closest("#side-nav")) location.hash = "main";
  }

  body.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", onPointer);
  return () => {
    body.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("pointerdown", onPointer);
  };
}
