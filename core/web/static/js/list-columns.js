/* The order of columns: by the buttons of a line, or by dragging it. */

/** Let the lines of the panel of `list` be moved; returns how to stop. */
export function reorder(list) {
  const listeners = new AbortController();
  const on = (name, action) => list.addEventListener(name, action, { signal: listeners.signal });
  let dragged = null;

  on("click", ({ target }) => {
    const button = target.closest("[data-list-move]");
    if (!button) return;
    const line = button.closest("li");
    if (button.dataset.listMove === "1") line.nextElementSibling?.after(line);
    else line.previousElementSibling?.before(line);
    button.focus(); // moving an element takes the focus off it
  });

  on("dragstart", (event) => {
    dragged = event.target.closest?.(".list-column") ?? null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  on("dragover", (event) => {
    const over = event.target.closest(".list-column");
    if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  on("dragend", () => { dragged = null; });
  return () => listeners.abort();
}
