/* The global search suggests while typing; a suggestion's value is its address.
   Enter without a choice opens the page of results. */

import { Suggestions } from "./suggest.js";

export default function connect(form) {
  if (!form.dataset.url) return undefined;
  const suggestions = new Suggestions(form.querySelector("input[type=search]"), {
    url: form.dataset.url,
    least: 2,
    onPick: (item) => location.assign(item.value),
  });
  return () => suggestions.destroy();
}
