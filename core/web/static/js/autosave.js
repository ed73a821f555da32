/* data-controller="autosave" on a form: each changed field is saved at once, with a quiet tick and
   a way back.

   POST to the form's action with the whole form, `changed` = the field's name and the header
   X-Autosave: 1. Answers: 2xx, JSON {"version": 7} optional (goes into the hidden `version`);
   422 with JSON {"errors": {"name": ["…"]}}; 409 when somebody saved in between. */

import { icon, make, post, toast, toastOf, word } from "./lib.js";

const valueOf = (control) => (control.type === "checkbox" ? control.checked : control.value);

export default function connect(form) {
  const saved = new Map([...form.elements].filter((one) => one.name).map((one) => [one, valueOf(one)]));
  let queue = Promise.resolve();

  function mark(control, state, ...content) {
    const field = control.closest(".field") ?? control.parentElement;
    let place = field.querySelector(".save-mark");
    if (!place) {
      place = make("span", { className: "save-mark", role: "status" });
      field.append(place);
    }
    place.dataset.state = state;
    place.replaceChildren(...content);
  }

  function undoButton(control, before) {
    const button = make("button", { type: "button", className: "btn btn-ghost btn-sm" }, word("undo"));
    button.addEventListener("click", () => {
      if (control.type === "checkbox") control.checked = before;
      else control.value = before;
      control.focus();
      control.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  }

  async function save(control) {
    const before = saved.get(control);
    const now = valueOf(control);
    const data = new FormData(form);
    data.set("changed", control.name);
    mark(control, "saving", word("saving"));
    let answer;
    try {
      answer = await post(form.action, data, { "X-Autosave": "1", Accept: "application/json" });
    } catch {
      mark(control, "failed", word("save_failed"));
      toast({ kind: "danger", text: word("offline") });
      return;
    }
    const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) {
      saved.set(control, now);
      if (body.version !== undefined && form.elements.version) form.elements.version.value = body.version;
      control.removeAttribute("aria-invalid");
      mark(control, "saved", icon("check", "sm"), word("saved"), undoButton(control, before));
      return;
    }
    control.setAttribute("aria-invalid", "true");
    mark(control, "failed", body.errors?.[control.name]?.join(" ") ?? word("save_failed"));
    if (!toastOf(answer) && answer.status !== 422) {
      toast({ kind: "danger", text: word(answer.status === 409 ? "conflict" : "server_error") });
    }
  }

  form.addEventListener("change", ({ target }) => {
    if (!target.name) return;
    // One after another: each save carries the version that the one before it got.
    queue = queue.then(() => save(target));
  });
}
