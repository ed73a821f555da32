/* The draft saves itself: a while after the last key, and when the person turns away from the page.
   What the server refuses waits, with the reason, until it is put right. */

import { debounce, draftOf, post } from "../js/lib.js";

const IDLE = 5000;
const LEAST = 30_000;
/* Every saving stands in the history of the edition: one in half a minute is enough. */

export function autosave(form, url, words) {
  const mark = form.querySelector("[data-save-mark]");
  let last = Date.now();
  let dirty = false;
  let running = Promise.resolve();
  let stopped = false;

  function say(text, state = "") {
    mark.textContent = text;
    mark.dataset.state = state;
  }

  async function save() {
    if (!dirty || stopped) return;
    dirty = false;
    last = Date.now();
    say(words.saving);
    let answer;
    let body;
    try {
      answer = await post(url, draftOf(form), { "X-Autosave": "1", Accept: "application/json" });
      body = await answer.json();
    } catch {
      dirty = true;
      say(words.failed, "failed");
      return;
    }
    if (answer.ok) {
      form.elements.version.value = body.version;
      if (!dirty) form.dispatchEvent(new Event("saved"));
      say(dirty ? words.typing : body.words, "saved");
      return;
    }
    // Somebody else has saved: to go on by itself would be to overwrite.
    stopped = answer.status === 409;
    say(Object.values(body.errors ?? {}).flat()[0] ?? words.failed, "failed");
  }

  const queue = () => { running = running.then(save); };
  const later = debounce(queue, IDLE);
  const afterLeast = debounce(queue, LEAST);

  function onInput(event) {
    if (!event.target.name || stopped) return;
    dirty = true;
    if (mark.dataset.state !== "failed") say(words.typing);
    if (Date.now() - last >= LEAST) later();
    else afterLeast();
  }
  const onHide = () => document.visibilityState === "hidden" && queue();
  const stop = () => {
    stopped = true;
    later.cancel();
    afterLeast.cancel();
  };

  form.addEventListener("input", onInput);
  form.addEventListener("submit", stop);
  document.addEventListener("visibilitychange", onHide);
  return () => {
    stop();
    document.removeEventListener("visibilitychange", onHide);
  };
}
