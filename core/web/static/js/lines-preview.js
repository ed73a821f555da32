/* What the server thinks of the lines: the form is posted after each change, and computed cells,
   errors, notes and totals of the answer are taken over. Inputs are never replaced: the caret stays. */

import { debounce, draftOf, post, toast, word } from "./lib.js";

export class LinePreview {
  constructor(editor) {
    this.editor = editor;
    this.url = editor.root.dataset.previewUrl;
    this.later = debounce(() => this.send(), 300);
    this.failed = false;
  }

  ask() {
    if (!this.url) return;
    this.request?.abort(); // its rows may no longer be these rows
    this.mark(true);
    this.later();
  }

  stop() {
    this.later.cancel();
    this.request?.abort();
  }

  async send() {
    const { root } = this.editor;
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      const answer = await post(this.url, draftOf(root.closest("form")), {
        "X-Lines-Preview": "1", "HX-Request": "true", "HX-Target": root.id,
      }, signal);
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (signal.aborted) return;
      this.take(page);
      this.editor.suggestions?.settle();
      this.failed = false;
    } catch (error) {
      if (error.name === "AbortError") return;
      // Once, not at every key: what was typed stays where it is.
      if (!this.failed) toast({ kind: "danger", text: word("preview_failed") });
      this.failed = true;
    }
    this.mark(false);
  }

  mark(pending) {
    this.editor.body.classList.toggle("line-pending", pending);
    this.editor.root.toggleAttribute("aria-busy", pending);
  }

  take(page) {
    const { root } = this.editor;
    const fresh = page.getElementById(root.id);
    if (!fresh) return;
    const answered = [...fresh.querySelectorAll("tr[data-line]")];
    this.editor.rows().forEach((row, index) => answered[index] && takeRow(row, answered[index]));
    takeContent(root.querySelector("[data-lines-totals]"), fresh.querySelector("[data-lines-totals]"));
    // Other places of the page that show the same sums, such as the amount in the heading.
    for (const part of page.querySelectorAll("[data-lines-mirror][id]")) {
      takeContent(document.getElementById(part.id), part);
    }
  }
}

function takeContent(here, fresh) {
  if (here && fresh) here.replaceChildren(...document.importNode(fresh, true).childNodes);
}

function takeRow(row, fresh) {
  for (const output of row.querySelectorAll("[data-computed]")) {
    takeContent(output, fresh.querySelector(`[data-computed="${output.dataset.computed}"]`));
  }
  for (const error of row.querySelectorAll("[data-error]")) {
    const text = fresh.querySelector(`[data-error="${error.dataset.error}"]`)?.textContent.trim() ?? "";
    error.textContent = text;
    error.hidden = !text;
    const input = error.closest("td").querySelector(".cell-input");
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  const [note, freshNote] = [row, fresh].map((one) => one.nextElementSibling);
  if (note?.matches("[data-line-note]") && freshNote?.matches("[data-line-note]")) {
    takeContent(note.lastElementChild, freshNote.lastElementChild);
    note.hidden = freshNote.hidden;
  }
}
