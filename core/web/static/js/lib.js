/* Small things that controllers share. No state: a module may be loaded twice. */

let words;

/** The word of the page's language for `key` (see layout/words.html). */
export function word(key) {
  words ??= JSON.parse(document.getElementById("words")?.textContent ?? "{}");
  return words[key] ?? key;
}

/** Show a message: {kind: "info" | "success" | "waiting" | "danger", text}. */
export function toast(detail) {
  document.dispatchEvent(new CustomEvent("toast", { detail }));
}

/** An SVG icon of the sprite. */
export function icon(name, size = "md") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `icon icon-${size}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${new URL("../img/icons.svg", import.meta.url).pathname}#${name}`);
  svg.append(use);
  return svg;
}

/** An element with properties and children: make("p", {className: "muted"}, "text"). */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Call `action` once `delay` ms have passed without another call. */
export function debounce(action, delay) {
  let timer;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), delay);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** Remember a choice of the interface for a year, where the server sees it at the next page. */
export function cookie(name, value) {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
}

/** What a form holds, to ask the server about: without the key that lets it be carried out once. */
export function draftOf(form) {
  const data = new FormData(form);
  data.delete("idempotency_key");
  return data;
}

/** POST form data with the CSRF token; the answer is the Response. Network failures throw. */
export function post(url, data, headers = {}, signal = undefined) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content
    ?? document.querySelector('input[name="csrf_token"]')?.value ?? "";
  return fetch(url, {
    method: "POST",
    body: data,
    signal,
    headers: { "X-CSRFToken": token, "X-Requested-With": "fetch", ...headers },
    credentials: "same-origin",
  });
}

/** Show the toast that a Response carries in HX-Trigger, if any. True when there was one. */
export function toastOf(response) {
  const header = response.headers.get("HX-Trigger");
  if (!header?.startsWith("{")) return false;
  const detail = JSON.parse(header).toast;
  if (detail) toast(detail);
  return Boolean(detail);
}

/** Put a floating element under (or, without room, above) its anchor, inside the window. */
export function place(floating, anchor, { align = "start", fit = false } = {}) {
  const gap = 4;
  const box = anchor.getBoundingClientRect();
  floating.classList.add("is-placed");
  if (fit) floating.style.inlineSize = `${Math.max(box.width, Math.min(320, innerWidth - 16))}px`;
  const { width, height } = floating.getBoundingClientRect();
  const below = innerHeight - box.bottom - gap;
  const top = height <= below || below >= box.top ? box.bottom + gap : box.top - gap - height;
  const left = align === "end" ? box.right - width : box.left;
  floating.style.top = `${Math.max(8, top)}px`;
  floating.style.left = `${Math.min(Math.max(8, left), Math.max(8, innerWidth - width - 8))}px`;
}
