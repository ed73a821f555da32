/* The player by keyboard: a digit chooses the answer with that number.

   On a page of its own the player hears digits wherever the focus is, beside a document while the focus is in
   the player or nowhere: there digits may be meant for something else. Never in a field or a dialog, so that
   no digit that the person types is taken. Everything else is plain forms. */

const FIELDS = "input, textarea, select, [contenteditable], dialog";

export default function connect(root) {
  const beside = root.closest(".document-layout") !== null;

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
    if (event.target.closest(FIELDS)) return;
    if (beside && event.target !== document.body && !root.contains(event.target)) return;
    const button = root.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
