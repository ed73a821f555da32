/* Quantities of an offer that are taken: after each change the server is asked what they cost.
   Inputs are never replaced, so that the caret stays. */

import { debounce, draftOf, post } from "../js/lib.js";

export default function connect(root) {
  let request;

  async function ask() {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await post(root.dataset.previewUrl, draftOf(root.closest("form")), { "HX-Request": "true" }, signal);
      if (!answer.ok) throw new Error(String(answer.status));
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      // The sums are worked out again when the answer is sent: old ones must not be believed meanwhile.
      if (error.name !== "AbortError") root.classList.add("taken-stale");
    }
  }

  function take(page) {
    root.classList.remove("taken-stale");
    for (const place of root.querySelectorAll("[data-taken-amount]")) {
      place.textContent = page.querySelector(`[data-taken-amount="${place.dataset.takenAmount}"]`)?.textContent ?? "";
    }
    for (const place of root.querySelectorAll("[data-taken-error]")) {
      const text = page.querySelector(`[data-taken-error="${place.dataset.takenError}"]`)?.textContent.trim() ?? "";
      place.textContent = text;
      place.hidden = !text;
      const input = place.closest("td").querySelector("input");
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    for (const place of root.querySelectorAll("[data-taken-note]")) {
      place.textContent = page.querySelector(`[data-taken-note="${place.dataset.takenNote}"]`)?.textContent.trim() ?? "";
      place.hidden = !place.textContent;
    }
    const totals = page.querySelector("[data-taken-totals]");
    if (totals) root.querySelector("[data-taken-totals]").replaceChildren(...document.importNode(totals, true).childNodes);
  }

  const later = debounce(ask, 300);
  root.addEventListener("input", later);
  return () => {
    root.removeEventListener("input", later);
    later.cancel();
    request?.abort();
  };
}
