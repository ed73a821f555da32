/* Double submit: the second press of a form does nothing until the answer to the first is here.
   Stands on a form or on anything around forms; the layouts put it on the body. */

export default function connect(root) {
  const listeners = new AbortController();
  const on = (target, type, action, capture = false) =>
    target.addEventListener(type, action, { capture, signal: listeners.signal });

  on(root, "submit", (event) => {
    if (!event.target.dataset.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // Whoever sends the form by other means has prevented the default; htmx reports by its own events.
  on(root, "submit", (event) => {
    if (!event.defaultPrevented && event.target.method !== "dialog") busy(event.target, event.submitter);
  });
  on(root, "htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.matches("form")) busy(detail.elt, detail.requestConfig.triggeringEvent?.submitter);
  });
  on(root, "htmx:afterRequest", ({ detail }) => {
    if (detail.elt.matches("form")) rest(detail.elt);
  });
  // A page taken out of the back-forward cache comes as it was left: busy.
  on(window, "pageshow", () => root.querySelectorAll("form[data-busy]").forEach(rest));
  return () => listeners.abort();
}

function busy(form, button) {
  form.dataset.busy = "true";
  button?.classList.add("is-busy");
}

function rest(form) {
  delete form.dataset.busy;
  form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
}
