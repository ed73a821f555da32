/* The editor of a page: buttons that mark the text up, files put into it by a button, from the
   clipboard or by dropping. Everything ends as typed text, so that undo of the browser works. */

import { post, toast, toastOf, word } from "../js/lib.js";

export default function connect(root) {
  const source = root.querySelector("[data-source]");
  const listeners = new AbortController();
  const on = (target, type, action) => target.addEventListener(type, action, { signal: listeners.signal });

  /* insertText keeps the history of undo; browsers without it replace the selection. */
  function type(text) {
    source.focus();
    if (!document.execCommand("insertText", false, text)) {
      source.setRangeText(text, source.selectionStart, source.selectionEnd, "end");
      source.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function wrap(mark) {
    const { selectionStart: start, selectionEnd: end, value } = source;
    type(`${mark}${value.slice(start, end)}${mark}`);
    source.setSelectionRange(start + mark.length, end + mark.length);
  }

  /* Each line of the selection gets the prefix, or loses it where all have it. */
  function prefix(text) {
    const { value } = source;
    const start = value.lastIndexOf("\n", source.selectionStart - 1) + 1;
    const found = value.indexOf("\n", source.selectionEnd);
    const end = found < 0 ? value.length : found;
    const lines = value.slice(start, end).split("\n");
    const all = lines.every((line) => line.startsWith(text));
    source.setSelectionRange(start, end);
    type(lines.map((line) => (all ? line.slice(text.length) : `${text}${line}`)).join("\n"));
  }

  function link(address) {
    const { selectionStart: start, selectionEnd: end, value } = source;
    const words = value.slice(start, end);
    type(`[${words}](${address})`);
    const place = start + words.length + 3;
    source.setSelectionRange(words ? place : start + 1, words ? place + address.length : start + 1);
  }

  on(root, "click", (event) => {
    const button = event.target.closest("button");
    if (!button || !root.contains(button)) return;
    const { wrap: mark, line, link: address, insert } = button.dataset;
    if (mark) wrap(mark);
    else if (line) prefix(line);
    else if (address) link(address);
    else if (insert) type(insert);
  });

  async function upload(files) {
    const list = root.querySelector("#course-files");
    const data = new FormData();
    for (const file of files) data.append("files", file);
    let answer;
    try {
      answer = await post(list.dataset.upload, data, { "HX-Request": "true" });
    } catch {
      toast({ kind: "danger", text: word("offline") });
      return;
    }
    if (!answer.ok) {
      if (!toastOf(answer)) toast({ kind: "danger", text: word("server_error") });
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#course-files");
    list.replaceWith(fresh);
    globalThis.htmx.process(fresh);
    // The newest stand first.
    const added = [...fresh.querySelectorAll("[data-insert]")].slice(0, files.length).reverse();
    type(added.map((button) => button.dataset.insert).join("\n"));
  }

  function take(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    upload(files);
  }

  on(source, "paste", (event) => take(event, event.clipboardData));
  on(source, "drop", (event) => {
    source.classList.remove("is-over");
    take(event, event.dataTransfer);
  });
  on(source, "dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    source.classList.add("is-over");
  });
  on(source, "dragleave", () => source.classList.remove("is-over"));
  return () => listeners.abort();
}
