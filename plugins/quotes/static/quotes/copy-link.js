/* A text that is shown once, with a button that copies it. Without the clipboard it is selected. */

export default function connect(root) {
  const text = root.querySelector("[data-copy-text]");
  const button = root.querySelector("[data-copy-button]");

  async function copy() {
    text.select();
    await navigator.clipboard.writeText(text.value);
    button.querySelector("span").textContent = button.dataset.copied;
  }

  text.select();
  if (!navigator.clipboard) return undefined; // only on https and on this machine
  button.hidden = false;
  const onClick = () => copy().catch(() => text.focus());
  button.addEventListener("click", onClick);
  // The press that asked for the link may still count as the press that copies it.
  onClick();
  return () => button.removeEventListener("click", onClick);
}
