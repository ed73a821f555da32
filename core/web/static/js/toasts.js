/* Messages in the corner. They come from the page (flashed), from HX-Trigger {"toast": {"kind", "text"}}
   and from scripts. Bad news stay until closed; good ones leave after eight seconds, unless looked at. */

import { icon, make, word } from "./lib.js";

const ICONS = { info: "info-circle", success: "circle-check", waiting: "alert-triangle", danger: "alert-circle" };
const KINDS = { warning: "waiting", error: "danger" };
const LIFE = 8000;

export default function connect(region) {
  function arm(element) {
    element.querySelector("[data-toast-close]").addEventListener("click", () => element.remove());
    if (element.classList.contains("toast-danger")) return;
    let timer = setTimeout(() => element.remove(), LIFE);
    for (const event of ["pointerenter", "focusin"]) element.addEventListener(event, () => clearTimeout(timer));
    for (const event of ["pointerleave", "focusout"]) {
      element.addEventListener(event, () => { timer = setTimeout(() => element.remove(), LIFE); });
    }
  }

  function show({ detail }) {
    const kind = KINDS[detail.kind] ?? (detail.kind in ICONS ? detail.kind : "info");
    const close = make("button", { type: "button", className: "btn btn-ghost btn-sm btn-icon" }, icon("x", "sm"));
    close.dataset.toastClose = "";
    close.setAttribute("aria-label", word("close"));
    const element = make("div", { className: `toast toast-${kind}` }, icon(ICONS[kind]), make("p", {}, detail.text), close);
    element.dataset.toast = "";
    region.append(element);
    arm(element);
  }

  region.querySelectorAll("[data-toast]").forEach(arm);
  // htmx dispatches the event on the element of the request; it bubbles here.
  document.addEventListener("toast", show);
  return () => document.removeEventListener("toast", show);
}
