/* Enter in a field of a long form goes to the next field: sent half filled, the form would make a
   document that nobody meant. Ctrl+Enter sends it. Lines of goods have keys of their own. */

const FIELDS = "input:not([type=hidden]), select, textarea, button";
const TYPED = "input:not([type=checkbox], [type=radio], [type=file], [type=submit])";

export default function connect(form) {
  function onKey(event) {
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (!event.target.matches(TYPED) || event.target.closest(".lines")) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll(FIELDS)].filter(reachable);
    fields[fields.indexOf(event.target) + 1]?.focus();
  }

  form.addEventListener("keydown", onKey);
  return () => form.removeEventListener("keydown", onKey);
}

function reachable(field) {
  return !field.disabled && field.tabIndex >= 0 && field.checkVisibility();
}
