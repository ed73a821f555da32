/* A date is typed as 23.11.2026; a button opens the browser's own calendar. */

import { icon, make, word } from "./lib.js";

export default function connect(frame) {
  const input = frame.querySelector("input");
  const native = make("input", { type: "date", className: "date-native", tabIndex: -1 });
  const button = make("button", { type: "button", className: "btn btn-ghost btn-sm btn-icon" }, icon("calendar"));
  native.setAttribute("aria-hidden", "true");
  button.setAttribute("aria-label", word("open_calendar"));

  button.addEventListener("click", () => {
    const typed = input.value.trim().match(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/);
    if (typed) native.value = `${typed[3]}-${typed[2].padStart(2, "0")}-${typed[1].padStart(2, "0")}`;
    native.showPicker();
  });
  native.addEventListener("change", () => {
    if (!native.value) return;
    input.value = native.value.split("-").reverse().join(".");
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
    input.focus();
  });
  frame.append(native, button);
  return () => {
    native.remove();
    button.remove();
  };
}
