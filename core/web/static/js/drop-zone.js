/* Files dropped on the zone, or chosen, are sent at once; the bar shows how far. */

export default function connect(form) {
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  let depth = 0;

  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  const over = (on) => form.classList.toggle("is-over", on);

  form.addEventListener("dragenter", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth += 1;
    over(true);
  });
  form.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  form.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (!depth) over(false);
  });
  form.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  input.addEventListener("change", () => input.files.length && form.requestSubmit());

  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    bar.hidden = false;
    if (detail.lengthComputable) bar.value = (detail.loaded / detail.total) * 100;
  });
  form.addEventListener("htmx:afterRequest", () => {
    bar.hidden = true;
    form.reset();
  });
}
