// Builds DOM by node. Text stays text, so nothing that a person typed can turn into markup.

/**
 * An element with attributes and children. `onclick` and its like take functions, `vars` sets CSS variables,
 * null, undefined and false leave an attribute or a child out.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, attributes);
  node.append(...present(children));
  return node;
}

/** The same for a shape of a drawing. */
export function shape(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  assign(node, attributes);
  node.append(...present(children));
  return node;
}

/** Puts children in place of the old ones. */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

/** Sets text only where it differs, so that a live update does not disturb a selection or a screen reader. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets or takes away an attribute. */
export function mark(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : String(value));
}

/**
 * Makes the children of `parent` show `items` in order, keeping the node of an item that was there before,
 * with its focus, open menu and half-typed text.
 */
export function reconcile(parent, items, { key, make, update }) {
  const focused = document.activeElement;
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = new Set(items.map(key));
  for (const [name, node] of old) if (!wanted.has(name)) node.remove();
  let place = parent.firstElementChild;
  for (const item of items) {
    let node = old.get(key(item));
    if (!node) {
      node = make(item);
      node.dataset.key = key(item);
    }
    update(node, item);
    if (node === place) place = place.nextElementSibling;
    else if (node.isConnected && parent.moveBefore) parent.moveBefore(node, place);
    else parent.insertBefore(node, place);
  }
  if (focused !== document.activeElement && parent.contains(focused)) focused.focus({ preventScroll: true });
}

function assign(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "vars") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}
