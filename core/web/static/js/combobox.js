/* A field that is chosen by typing. The hidden input carries the value, the visible one the words.
   Words that were typed but not chosen leave the value empty: the server resolves or refuses them. */

import { Suggestions } from "./suggest.js";

export default function connect(frame) {
  const input = frame.querySelector(".input");
  const hidden = frame.querySelector("[data-combobox-value]");
  let chosen = input.value;

  const suggestions = new Suggestions(input, {
    url: frame.dataset.url,
    onPick(item) {
      chosen = item.text;
      input.value = item.text;
      hidden.value = item.value;
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });

  function onInput() {
    if (input.value !== chosen) hidden.value = "";
  }

  input.addEventListener("input", onInput);
  return () => {
    input.removeEventListener("input", onInput);
    suggestions.destroy();
  };
}
