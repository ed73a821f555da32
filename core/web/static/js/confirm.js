/* data-confirm="Удалить заказ?" on a form, on its button or on an element with hx-*: asks first.
   data-confirm-button gives the words of the button that agrees, data-confirm-kind="danger" its look. */

import { make, word } from "./lib.js";

/** Ask in a dialog; resolves to true when the person agreed. */
export function ask(text, { button = word("confirm"), kind = "primary" } = {}) {
  return new Promise((resolve) => {
    const agree = make("button", { className: `btn btn-${kind} btn-md`, value: "yes" }, button);
    const refuse = make("button", { className: "btn btn-secondary btn-md", value: "", autofocus: true }, word("cancel"));
    const title = make("h2", { id: "confirm-title" }, word("confirm_title"));
    const dialog = make("dialog", { className: "dialog dialog-sm" },
      make("header", { className: "dialog-head" }, title),
      make("div", { className: "dialog-body" }, make("p", { id: "confirm-text" }, text)),
      make("form", { method: "dialog", className: "dialog-foot" }, refuse, agree));
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "confirm-title");
    dialog.setAttribute("aria-describedby", "confirm-text");
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function words(element) {
  const { confirmButton, confirmKind } = element.dataset;
  return { ...(confirmButton && { button: confirmButton }), ...(confirmKind && { kind: confirmKind }) };
}

const agreed = new WeakSet();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const asking = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asking.dataset.confirm || agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await ask(asking.dataset.confirm, words(asking))) {
    agreed.add(form);
    form.requestSubmit(event.submitter);
  }
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  const element = event.detail.elt;
  if (!element.dataset.confirm || element.matches("form")) return;
  event.preventDefault();
  if (await ask(element.dataset.confirm, words(element))) event.detail.issueRequest(true);
});
