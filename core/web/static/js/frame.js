/* The frame: the left navigation that remembers itself, its drawer on a phone, "/" for the search. */

import { cookie } from "./lib.js";

export default function connect(body) {
  const root = document.documentElement;
  const listeners = new AbortController();
  const on = (target, type, action) => target.addEventListener(type, action, { signal: listeners.signal });

  /* Without a script the drawer opens by its address (#side-nav); with one it leaves the address and
     the place in the page alone, and the rest of the page is out of reach meanwhile. */
  function drawer(open) {
    if (open === (root.dataset.drawer === "open")) return;
    if (open) root.dataset.drawer = "open";
    else delete root.dataset.drawer;
    body.querySelectorAll(".frame-body, .phone-bar").forEach((part) => { part.inert = open; });
    body.querySelector(open ? "[data-nav-close]" : "[data-nav-open]")?.focus({ preventScroll: true });
  }

  function collapse(button) {
    const narrow = root.dataset.nav !== "narrow";
    root.dataset.nav = narrow ? "narrow" : "wide";
    cookie("nav", root.dataset.nav);
    button.setAttribute("aria-expanded", String(!narrow));
  }

  on(body, "click", (event) => {
    const opener = event.target.closest("[data-nav-open], [data-nav-close]");
    if (opener) {
      event.preventDefault();
      drawer(opener.hasAttribute("data-nav-open"));
      return;
    }
    const button = event.target.closest("[data-nav-collapse]");
    if (button) collapse(button);
    else if (!event.target.closest("#side-nav") || event.target.closest("a")) drawer(false);
  });

  on(document, "keydown", (event) => {
    if (event.key === "Escape") drawer(false);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const search = document.getElementById("global-search");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  /* A menu that is longer than the window stays where the person has scrolled it, with the line of
     the page in view. */
  let scrolled = 0;
  const menu = () => body.querySelector(".side-nav-scroll");

  function showHere() {
    menu().scrollTop = scrolled;
    menu().querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  showHere();
  on(document, "htmx:beforeSwap", () => { scrolled = menu()?.scrollTop ?? 0; });

  // Boosted navigation keeps this body and brings a new frame into it.
  on(document, "htmx:afterSwap", ({ target }) => {
    if (target !== body) return;
    drawer(false);
    showHere();
  });

  return () => listeners.abort();
}
