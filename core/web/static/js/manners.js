/* What every request of the page does: token, files, errors in words. */

import { toast, word } from "./lib.js";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token.content;
});

/* Errors: the server's own words come as a toast event; ours are for answers without them. */
const ANSWERS = { 403: "forbidden", 404: "not_found", 413: "too_large" };
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.getResponseHeader("HX-Trigger")?.includes('"toast"')) return;
  toast({ kind: "danger", text: word(ANSWERS[detail.xhr.status] ?? "server_error") });
});
document.addEventListener("htmx:sendError", () => toast({ kind: "danger", text: word("offline") }));

/* A boosted link that leads to a file: the browser takes it, not the page. */
document.addEventListener("htmx:confirm", (event) => {
  if (!event.target.matches?.("a[download]")) return;
  event.preventDefault();
  location.assign(event.target.href);
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.boosted) return;
  const type = detail.xhr.getResponseHeader("Content-Type") ?? "";
  if (detail.requestConfig.verb === "get" && type && !type.startsWith("text/html")) {
    detail.shouldSwap = false;
    location.assign(detail.xhr.responseURL);
    return;
  }
  // A link to what is closed leads to the page that says why, as it does without scripts.
  if (detail.requestConfig.verb === "get" && detail.xhr.status === 403) {
    Object.assign(detail, { shouldSwap: true, isError: false });
  }
  loadStyles(detail.serverResponse);
});

/* A refused POST is not a place to come back to: reloading its address would ask for a page that
   answers only to POST. */
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  if (detail.requestConfig.verb === "get" || detail.xhr.status < 400) return;
  Object.assign(detail.history, { type: "replace", path: location.pathname + location.search });
});

/* A page swapped in may need styles that the first page did not. */
function loadStyles(html) {
  const head = new DOMParser().parseFromString(html, "text/html").head;
  const here = new Set([...document.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.href));
  for (const link of head.querySelectorAll('link[rel="stylesheet"]')) {
    if (!here.has(link.href)) document.head.append(document.importNode(link));
  }
}

/* data-dialog-open="id" opens the dialog of that id. */
document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-dialog-open]");
  if (opener) document.getElementById(opener.dataset.dialogOpen)?.showModal();
});
