/* data-controller="unsaved" on a form: what was typed is not lost by leaving without a word.
   Whoever saves the form beside its own sending says so by the event "saved" on it. */

import { ask } from "./confirm.js";
import { word } from "./lib.js";

export default function connect(form) {
  let dirty = false;
  const touch = () => { dirty = true; };
  const clean = () => { dirty = false; };

  function onUnload(event) {
    if (dirty) event.preventDefault();
  }

  // Boosted navigation does not unload the page: ask in our own dialog.
  async function onNavigate(event) {
    const { elt, issueRequest } = event.detail;
    const leaves = elt.matches("a[href]:not([hx-get]):not([download]), form:not([hx-get]):not([hx-post])");
    if (!dirty || !leaves || elt === form) return;
    event.preventDefault();
    if (await ask(word("unsaved"), { button: word("leave"), kind: "danger" })) {
      clean();
      issueRequest(true);
    }
  }

  form.addEventListener("input", touch);
  form.addEventListener("lines:change", touch);
  form.addEventListener("submit", clean);
  form.addEventListener("saved", clean);
  addEventListener("beforeunload", onUnload);
  document.addEventListener("htmx:confirm", onNavigate);
  return () => {
    removeEventListener("beforeunload", onUnload);
    document.removeEventListener("htmx:confirm", onNavigate);
  };
}
