/* Theme, density and language: the first two change at once and are saved behind, the language
   needs the page anew. */

import { post, toast, word } from "./lib.js";

export default function connect(form) {
  form.addEventListener("change", async ({ target }) => {
    if (target.name === "language") {
      form.requestSubmit();
      return;
    }
    document.documentElement.dataset[target.name] = target.value;
    try {
      const answer = await post(form.action, new FormData(form));
      if (!answer.ok) toast({ kind: "danger", text: word("server_error") });
    } catch {
      toast({ kind: "danger", text: word("offline") });
    }
  });
}
