/* Shows what is typed into the password fields of a form, and hides it again. */

export default function connect(form) {
  const fields = [...form.querySelectorAll('input[type="password"]')];
  const label = form.querySelector("[data-reveal]");
  const box = label.querySelector("input");
  const show = () => fields.forEach((field) => (field.type = box.checked ? "text" : "password"));

  label.hidden = false;
  box.checked = false;
  box.addEventListener("change", show);
  // A field sent as text would be kept by the browser among what was typed into it before.
  form.addEventListener("submit", () => fields.forEach((field) => (field.type = "password")));
  return () => box.removeEventListener("change", show);
}
