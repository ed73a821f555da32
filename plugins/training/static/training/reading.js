/* The reading page: measures how long each section is in view while the window is active and how much
   of it has passed the window, and tells the server by beats. Each beat carries the token of the one
   before; what counts, the server decides. The page only draws what it answers. */

const TICK = 250;
/* A section counts while it takes this share of the window, or is in it whole. */
const SHARE = 1 / 3;
/* Pixels of text that a jump of the window may leave out: two lines. */
const SLACK = 48;
const WHOLE = 100;

export default function connect(root) {
  const { start, beat, interval, least } = root.dataset;
  const status = root.querySelector("[data-status]");
  const stopped = root.querySelector("[data-stopped]");
  const sections = [...root.querySelectorAll("[data-section]")];
  const parts = new Map();
  /** How much of a section has passed the window, from its beginning: 0 to 1. */
  const passedDown = new Map();
  let token = null;
  let seen = new Map();
  let sentAt = 0;
  let tickedAt = performance.now();
  let busy = false;
  let halted = false;
  let gone = false;

  const isActive = () => document.visibilityState === "visible" && document.hasFocus();
  const waits = (uid) => parts.has(uid) && !parts.get(uid).done;
  const percent = (uid) => Math.floor((passedDown.get(uid) ?? 0) * WHOLE);

  /** What of the window shows the text: the bars at its edges cover it. */
  function view() {
    const top = document.querySelector(".top-bar")?.getBoundingClientRect().bottom ?? 0;
    const bar = document.querySelector(".phone-bar")?.getBoundingClientRect();
    return { top: Math.max(top, 0), bottom: bar?.height ? bar.top : innerHeight };
  }

  /** Notes how far down each section has been in view. Only what joins what was seen before counts:
      who jumps to the end of a section has not seen its middle. */
  function look() {
    if (!isActive() || !token) return;
    const { top, bottom } = view();
    for (const section of sections) {
      const uid = section.dataset.section;
      const box = section.getBoundingClientRect();
      const before = passedDown.get(uid) ?? 0;
      const isShown = box.top < bottom && box.bottom > top;
      if (!isShown || top - box.top > before * box.height + SLACK) continue;
      passedDown.set(uid, Math.max(before, Math.min((bottom - box.top + 1) / box.height, 1)));
    }
  }

  /** The unread sections in view, from the top. */
  function inView() {
    const { top, bottom } = view();
    return sections.filter((section) => {
      const box = section.getBoundingClientRect();
      const shown = Math.min(box.bottom, bottom) - Math.max(box.top, top);
      return shown > 0 && shown >= Math.min(box.height, (bottom - top) * SHARE) - 1;
    }).map((section) => section.dataset.section).filter(waits);
  }

  /** Whether more time on the section would count: what has not been in view yet has none to give. */
  function hasRoom(uid) {
    const { counted, required } = parts.get(uid);
    return counted + (seen.get(uid) ?? 0) < (required * percent(uid)) / WHOLE;
  }

  function tick() {
    const now = performance.now();
    const passed = now - tickedAt;
    tickedAt = now;
    look();
    const held = isActive() && token && !halted ? inView() : [];
    const uid = held.find(hasRoom) ?? null;
    // Where time has run out ahead of the text, the section still waits to be read on.
    mark(uid ?? held[0] ?? null);
    if (uid) seen.set(uid, (seen.get(uid) ?? 0) + passed);
    if (token && !busy && !halted && isDue(now)) send();
  }

  /** A beat is due at the interval, and sooner when a section has had its time. */
  function isDue(now) {
    const waited = now - sentAt;
    if (!seen.size || waited < Number(least) * 1.5) return false;
    const enough = [...seen].some(([uid, shown]) => {
      const part = parts.get(uid);
      return part && !part.done && part.counted + shown >= part.required;
    });
    return enough || waited >= Number(interval);
  }

  async function send() {
    const told = seen;
    seen = new Map();
    const body = new FormData();
    body.set("token", token);
    const shown = [...told].map(([uid, ms]) => [uid, [Math.round(ms), percent(uid)]]);
    body.set("seen", JSON.stringify(Object.fromEntries(shown)));
    await ask(beat, body);
  }

  async function ask(url, body) {
    busy = true;
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: {
          Accept: "application/json",
          "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
        },
      });
      if (gone) return;
      const answer = await response.json();
      if (response.ok) take(answer);
      else if (answer.fault === "early") token = null;
      else halt(answer.words ?? answer.error ?? root.dataset.lost);
    } catch {
      if (!gone) halt(root.dataset.lost);
    } finally {
      busy = false;
      sentAt = performance.now();
    }
    if (!token && !halted && !gone) setTimeout(begin, Number(least) * 2);
  }

  function take(answer) {
    token = answer.token;
    const fresh = answer.parts.filter((part) => part.done && parts.get(part.uid)?.done === false);
    for (const part of answer.parts) {
      parts.set(part.uid, part);
      passedDown.set(part.uid, Math.max(passedDown.get(part.uid) ?? 0, part.down_to / WHOLE));
    }
    draw(answer);
    if (fresh.length) say(fresh.at(-1), answer);
    if (answer.done) {
      const next = root.querySelector("[data-next]");
      if (answer.panel && !next.childElementCount) next.innerHTML = answer.panel;
      root.querySelector("[data-hint]")?.remove();
      halted = true;
    }
  }

  function draw(answer) {
    root.querySelector("[data-read]").textContent = answer.read;
    for (const part of answer.parts) {
      const line = lineOf(part.uid);
      const bar = line?.querySelector("progress");
      if (bar) bar.value = part.done ? bar.max : part.counted;
      line?.classList.toggle("is-done", part.done);
    }
  }

  const lineOf = (uid) => root.querySelector(`[data-part="${CSS.escape(uid)}"]`);

  function say(part, answer) {
    const line = lineOf(part.uid);
    const title = line.querySelector(".reading-name").textContent.trim();
    const words = { title, read: answer.read, all: answer.parts.length };
    const said = root.dataset.said.replace(/\{(\w+)\}/g, (_whole, key) => words[key]);
    line.querySelector("[data-state]").textContent = "";
    status.textContent = answer.done ? `${said} ${root.dataset.finished}` : said;
  }

  function mark(uid) {
    sections.forEach((section) => section.classList.toggle("is-current", section.dataset.section === uid));
    root.querySelectorAll("[data-part]").forEach((line) => {
      const here = line.dataset.part === uid;
      line.classList.toggle("is-current", here);
      const link = line.querySelector("a");
      if (here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }

  function halt(words) {
    halted = true;
    token = null;
    root.querySelector("[data-stopped-words]").textContent = words;
    stopped.hidden = false;
  }

  function begin() {
    halted = false;
    stopped.hidden = true;
    seen = new Map();
    tickedAt = performance.now();
    return ask(start, new FormData());
  }

  const resume = root.querySelector("[data-resume]");
  resume.addEventListener("click", begin);
  const timer = setInterval(tick, TICK);
  addEventListener("scroll", look, { passive: true });
  begin();
  return () => {
    gone = true;
    clearInterval(timer);
    removeEventListener("scroll", look);
    resume.removeEventListener("click", begin);
  };
}
