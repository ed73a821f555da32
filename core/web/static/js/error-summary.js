/* After a refusal the focus goes to the list of errors; its links lead to the fields. */

export default function connect(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    event.stopPropagation();
    field.focus();
  });
}
