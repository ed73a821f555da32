/* The player by keyboard: a digit chooses the answer with that number.

   Works while the focus is somewhere in the player and not in a field, so that it never takes a digit that
   the person types. Everything else is plain forms. */

export default function connect(root) {
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const button = root.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  root.addEventListener("keydown", onKey);
  return () => root.removeEventListener("keydown", onKey);
}
