/* The registry of controllers.

   An element with data-controller="name" is given to the default export of ./name.js:
     export default function connect(element) { … }
   which may return a function that cleans up. Several names are separated by spaces. A module of a
   plugin is named by its own address in data-module. Modules are loaded when first met; elements are
   connected and released as they come and go, whoever put them into the page. data-connected says
   that all controllers of an element are at work. */

import "./confirm.js";
import "./manners.js";

const connected = new WeakMap();

async function connect(element) {
  if (connected.has(element)) return;
  const cleanups = [];
  connected.set(element, cleanups);
  for (const name of element.dataset.controller.split(/\s+/).filter(Boolean)) {
    const module = await import(element.dataset.module ?? `./${name}.js`);
    if (!connected.has(element)) return; // gone while the module was loading
    const cleanup = module.default(element);
    if (cleanup) cleanups.push(cleanup);
  }
  element.dataset.connected = "";
}

function release(element) {
  for (const cleanup of connected.get(element) ?? []) cleanup();
  connected.delete(element);
}

function each(root, action) {
  if (!(root instanceof Element)) return;
  if (root.matches("[data-controller]")) action(root);
  root.querySelectorAll("[data-controller]").forEach(action);
}

new MutationObserver((records) => {
  for (const record of records) {
    record.removedNodes.forEach((node) => !node.isConnected && each(node, release));
    record.addedNodes.forEach((node) => node.isConnected && each(node, connect));
  }
}).observe(document.documentElement, { childList: true, subtree: true });
each(document.documentElement, connect);
