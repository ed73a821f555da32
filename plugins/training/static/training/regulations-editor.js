/* data-controller="regulations-editor": the text of an edition, its tools, preview and norms.

   data-paste-url takes HTML of the clipboard, data-norm-url makes the insert of a norm,
   data-autosave-url (drafts only) saves by itself; data-kept-key is where this tab keeps what is not
   saved yet, data-refused says that the server has not taken what stands in the fields; data-words are the words that the script says. The preview
   itself is asked for by htmx. */

import { post, toast } from "../js/lib.js";
import { autosave } from "./regulations-autosave.js";
import { NormPicker } from "./regulations-norms.js";
import { saving } from "./regulations-saving.js";
import * as typing from "./regulations-typing.js";

/* Plain paragraphs of a code editor are better pasted as they are. */
const STRUCTURED = /<(?:h[1-6]|ol|ul|li|table|b|strong|i|em|a)[\s>]|mso-|docs-internal-guid/i;

export default function connect(root) {
  const form = root.querySelector("form");
  const area = form.elements.body;
  const preview = root.querySelector("#preview");
  const words = JSON.parse(root.dataset.words);
  const picker = new NormPicker(root, area, words);
  let leaving = false;

  const commands = {
    heading: () => typing.heading(area, words.heading),
    clause: () => typing.list(area, "1."),
    bullet: () => typing.list(area, "-"),
    nested: () => typing.nest(area),
    outer: () => typing.unnest(area),
    table: () => typing.table(area, words.column),
    bold: () => typing.wrap(area, "**", words.bold),
    italic: () => typing.wrap(area, "*", words.italic),
    link: () => typing.link(area, words.link),
    norm: () => picker.open(),
  };
  // By the place of the key: Ctrl+B is Ctrl+И on the same key.
  const shortcuts = { KeyB: "bold", KeyI: "italic", KeyK: "link" };

  function onKey(event) {
    if (event.isComposing) return;
    const alone = !event.ctrlKey && !event.metaKey && !event.altKey;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && shortcuts[event.code];
    if (command) {
      event.preventDefault();
      event.stopPropagation();
      commands[command]();
    } else if (event.key === "Escape") {
      leaving = true;
      return;
    } else if (event.key === "Tab" && alone && !leaving && typing.inItem(area)) {
      event.preventDefault();
      if (event.shiftKey) typing.unnest(area);
      else typing.nest(area);
    } else if (event.key === "Enter" && alone && !event.shiftKey && typing.goOn(area)) {
      event.preventDefault();
    }
    leaving = false;
  }

  async function onPaste(event) {
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!STRUCTURED.test(html)) return;
    event.preventDefault();
    const plain = event.clipboardData.getData("text/plain");
    const { selectionStart: from, selectionEnd: to } = area;
    const data = new FormData();
    data.append("html", new Blob([html], { type: "text/html" }), "clipboard.html");
    area.readOnly = true;
    area.setAttribute("aria-busy", "true");
    let text = plain;
    try {
      const answer = await post(root.dataset.pasteUrl, data);
      if (!answer.ok) throw new Error(String(answer.status));
      text = (await answer.json()).text.trimEnd() || plain;
    } catch {
      toast({ kind: "danger", text: words.paste_failed });
    }
    area.readOnly = false;
    area.removeAttribute("aria-busy");
    typing.put(area, from, to, text);
  }

  function onClick({ target }) {
    const tool = target.closest("[data-command]");
    const norm = target.closest("button.norm");
    const line = target.closest("[data-line]");
    const view = target.closest("[data-show]");
    if (tool) commands[tool.dataset.command]();
    else if (norm) picker.open(norm.dataset.norm);
    else if (line) {
      show("text");
      typing.goToLine(area, Number(line.dataset.line));
    } else if (view) show(view.dataset.show);
  }

  function show(pane) {
    root.querySelector("[data-panes]").dataset.panes = pane;
    for (const button of root.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === pane));
    }
  }

  /* Both panes show about the same place of the text. */
  function onScroll() {
    const share = area.scrollTop / Math.max(1, area.scrollHeight - area.clientHeight);
    preview.scrollTop = share * (preview.scrollHeight - preview.clientHeight);
  }

  area.addEventListener("keydown", onKey);
  area.addEventListener("paste", onPaste);
  area.addEventListener("scroll", onScroll, { passive: true });
  root.addEventListener("click", onClick);
  const stops = [saving(root, form, words, "refused" in root.dataset)];
  if (root.dataset.autosaveUrl) stops.push(autosave(form, root.dataset.autosaveUrl, words));
  return () => stops.forEach((stop) => stop());
}
