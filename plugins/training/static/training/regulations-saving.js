/* «Сохранить» keeps the author where he is, and what is not saved yet outlives a reload.

   The copy lives in this tab alone; it goes when the server has taken the text, or when the author
   closes the editor by its own link. */

import { debounce, draftOf, post } from "../js/lib.js";

const FIELDS = ["body", "summary", "lowers_pay", "version"];
const QUIET = 300;

/** `refused`: the page shows what the server did not take; it is kept as it stands. */
export function saving(root, form, words, refused) {
  const mark = form.querySelector("[data-save-mark]");
  const key = root.dataset.keptKey;
  let plainly = refused;

  const values = () => FIELDS.map((name) => form.elements[name].value);
  const same = (one, other) => FIELDS.every((name, place) => name === "version" || one[place] === other[place]);
  const keep = () => sessionStorage.setItem(key, JSON.stringify(values()));
  const later = debounce(keep, QUIET);
  function forget() {
    later.cancel();
    sessionStorage.removeItem(key);
  }

  function say(text, state) {
    mark.textContent = text;
    mark.dataset.state = state;
  }

  function bringBack() {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (!kept || same(kept, values())) return forget();
    // With its version: where somebody has saved meanwhile, both texts will be shown.
    FIELDS.forEach((name, place) => { form.elements[name].value = kept[place]; });
    form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
    say(words.restored, "");
  }

  async function onSubmit(event) {
    // Norms have a form of their own here. Closing, previewing and giving way have names: they, and
    // what was refused, go as forms do.
    if (event.target !== form || plainly || !event.submitter || event.submitter.name) return;
    event.preventDefault();
    event.stopPropagation();
    const sent = values();
    say(words.saving, "");
    const answer = await post(form.action, draftOf(form), { "X-Autosave": "1", Accept: "application/json" }).catch(() => null);
    if (!answer) return say(words.failed, "failed");
    if (!answer.ok) {
      // The whole page says better what is wrong, and shows both texts of a clash.
      plainly = true;
      form.requestSubmit(event.submitter);
      return;
    }
    const body = await answer.json();
    form.elements.version.value = body.version;
    if (!same(sent, values())) return;
    form.dispatchEvent(new Event("saved"));
    say(body.words, "saved");
  }

  const onClose = ({ target }) => target.closest("a[data-close-editor]") && forget();

  root.addEventListener("submit", onSubmit, true);
  root.addEventListener("click", onClose);
  form.addEventListener("input", later);
  form.addEventListener("saved", forget);
  form.addEventListener("submit", forget);
  form.addEventListener("htmx:sendError", keep);
  if (refused) keep();
  else setTimeout(bringBack);
  return () => later.cancel();
}
