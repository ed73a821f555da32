/* A native dialog: a click on the backdrop or on [data-dialog-close] closes it; data-dialog-open
   elsewhere opens it (manners.js). */

export default function connect(dialog) {
  let pressedOutside = false;
  // Only a click that began outside counts: selecting text and letting go beyond the edge does not.
  dialog.addEventListener("pointerdown", ({ target }) => { pressedOutside = target === dialog; });
  dialog.addEventListener("click", ({ target }) => {
    if ((target === dialog && pressedOutside) || target.closest("[data-dialog-close]")) dialog.close();
  });
}
