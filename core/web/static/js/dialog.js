/* A native dialog: a click on the backdrop or on [data-dialog-close] closes it; data-dialog-open
   elsewhere opens it (manners.js).

   A form in it that is refused is never lost: a page that comes back with faults in the form opens
   the dialog on them, and words that come without a page are said in the dialog itself, where what
   was typed still stands: the corner of the window is out of reach while a dialog is open. */

import { icon, make } from "./lib.js";

const FAULTS = "[data-controller~='error-summary'], [aria-invalid='true']";

export default function connect(dialog) {
  let pressedOutside = false;
  // Only a click that began outside counts: selecting text and letting go beyond the edge does not.
  dialog.addEventListener("pointerdown", ({ target }) => { pressedOutside = target === dialog; });
  dialog.addEventListener("click", ({ target }) => {
    if ((target === dialog && pressedOutside) || target.closest("[data-dialog-close]")) dialog.close();
  });

  // The server answers a refusal by words alone where the page stays as it is.
  dialog.addEventListener("htmx:configRequest", ({ detail }) => { detail.headers["X-Dialog"] = dialog.id; });
  dialog.addEventListener("toast", (event) => {
    if (!dialog.open || event.detail.kind !== "danger") return;
    event.stopPropagation();
    say(event.target.closest("form") ?? dialog.querySelector(".dialog-body"), event.detail.text);
  });

  const faults = dialog.querySelector(FAULTS);
  if (!faults) return;
  dialog.showModal();
  faults.focus();
}

function say(place, text) {
  place.querySelector("[data-dialog-refusal]")?.remove();
  const alert = make("div", { className: "alert alert-danger", tabIndex: -1, role: "alert" },
    icon("alert-circle"), make("div", { className: "alert-body" }, make("p", {}, text)));
  alert.dataset.dialogRefusal = "";
  place.prepend(alert);
  alert.focus();
}
