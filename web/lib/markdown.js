// Markdown as nodes. Text stays text: there is no way from what a model wrote to markup, a script or a request. A text
// that grows is not built again: what stands is kept, with its selection and its place in a wide table.

import { h } from "./html.js";
import { coloured } from "./highlight.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { blocksOf } from "./markdown-blocks.js";
import { inlineOf } from "./markdown-inline.js";

/** Headings of a message stand below those of the page. */
const TOP = 4;

/** A text under a node. `show` may be called with every new piece of it. */
export class Markdown {
  #root;
  #text = "";
  #blocks = [];
  #rank = { last: TOP - 1 };

  constructor(root) {
    this.#root = root;
  }

  show(text) {
    if (text === this.#text && this.#blocks.length > 0) return;
    // What is added at the end can change the last two blocks and nothing before them.
    const grows = this.#blocks.length > 2 && text.startsWith(this.#text);
    const kept = grows ? this.#blocks.length - 2 : 0, from = kept > 0 ? this.#blocks[kept].start : 0;
    const fresh = blocksOf(text.slice(from));
    for (const block of fresh) block.start += from;
    this.#rank.last = this.#blocks[kept - 1]?.rank ?? TOP - 1;
    patch(this.#root, this.#blocks.slice(kept), fresh, this.#rank, this.#blocks[kept - 1]?.node ?? null);
    this.#blocks = [...this.#blocks.slice(0, kept), ...fresh];
    this.#text = text;
  }
}

/** Makes the nodes after `place` show these blocks, with as much of what stands there as can be kept. */
function patch(parent, old, fresh, rank, place = null) {
  let after = place;
  fresh.forEach((block, at) => {
    const before = old[at];
    rankOf(block, rank);
    if (before && isAlike(before, block)) {
      block.node = before.node;
      grow(before, block, rank);
    } else {
      block.node = make(block, rank);
      if (before) before.node.replaceWith(block.node);
      else if (after) after.after(block.node);
      else parent.prepend(block.node);
    }
    block.rank = rank.last;
    after = block.node;
  });
  for (const gone of old.slice(fresh.length)) gone.node.remove();
}

/** No heading may be more than one below the one before it. */
function rankOf(block, rank) {
  if (block.type !== "heading") return;
  block.rank = Math.min(TOP + block.level - 1, rank.last + 1, 6);
  rank.last = block.rank;
}

function isAlike(one, other) {
  if (one.type !== other.type) return false;
  if (one.type === "heading") return one.rank === other.rank;
  if (one.type === "code") return one.language === other.language;
  if (one.type === "list") return one.ordered === other.ordered && one.loose === other.loose;
  if (one.type === "table") return one.head.join("|") === other.head.join("|")
    && String(one.aligns) === String(other.aligns);
  return true;
}

function grow(before, block, rank) {
  const { node, type } = block;
  if (type === "paragraph" || type === "heading") {
    if (before.text !== block.text) node.replaceChildren(...inline(block.text));
  } else if (type === "plain") {
    if (before.text !== block.text) node.textContent = block.text;
  } else if (type === "code") {
    if (before.text !== block.text || before.closed !== block.closed) colour(node.querySelector("code"), block);
  } else if (type === "quote") {
    patch(node, before.blocks, block.blocks, rank);
  } else if (type === "list") {
    block.items.forEach((item, at) => {
      const known = before.items[at];
      item.node = known?.node ?? h("li", {});
      if (!known) node.append(item.node);
      item.tick = known?.tick;
      if (known?.checked !== item.checked) tick(item);
      patch(item.node, known?.blocks ?? [], item.blocks, rank, item.tick ?? null);
    });
    for (const gone of before.items.slice(block.items.length)) gone.node.remove();
  } else if (type === "table") {
    const body = node.querySelector("tbody");
    block.rows.forEach((row, at) => {
      if (before.rows[at]?.join("|") === row.join("|")) return;
      const made = tableRow("td", row, block.aligns);
      if (body.children[at]) body.children[at].replaceWith(made);
      else body.append(made);
    });
    while (body.children.length > block.rows.length) body.lastChild.remove();
  }
}

function make(block, rank) {
  switch (block.type) {
    case "heading": return h(`h${block.rank}`, { dir: "auto" }, inline(block.text));
    case "paragraph": return h("p", { dir: "auto" }, inline(block.text));
    case "plain": return h("p", { class: "plain", dir: "auto" }, block.text);
    case "rule": return h("hr", {});
    case "code": return code(block);
    case "table": return table(block);
    default: {
      const tag = block.type === "quote" ? "blockquote" : block.ordered ? "ol" : "ul";
      const node = h(tag, {
        class: block.loose ? "loose" : null, start: block.ordered && block.first !== 1 ? block.first : null,
      });
      block.node = node;
      grow(block.type === "quote" ? { blocks: [] } : { items: [] }, block, rank);
      return node;
    }
  }
}

/** The box of a task: it tells what was written, and cannot be changed. */
function tick(item) {
  item.tick?.remove();
  item.tick = null;
  item.node.classList.toggle("task", item.checked !== null);
  if (item.checked === null) return;
  item.tick = h("span", { class: "tick", role: "img", "aria-label": t(`markdown.${item.checked ? "done" : "open"}`) },
    item.checked && icon("check"));
  item.node.prepend(item.tick);
}

function code(block) {
  const inside = h("code", {});
  colour(inside, block);
  return h("div", { class: "code" },
    h("div", { class: "top" }, h("span", { class: "clip" }, block.language || t("markdown.code")),
      h("button", { type: "button", class: "btn btn-ghost btn-sm push", "data-copy": "code" },
        icon("copy"), h("span", {}, t("markdown.copy")))),
    // What is wider than the page scrolls, and so must be reached by keys.
    h("pre", { tabindex: "0", role: "group", "aria-label": block.language || t("markdown.code") }, inside));
}

/** Colours come when the code is whole; while it is written, its text just grows. */
function colour(node, { text, language, closed }) {
  if (!closed) {
    const [first] = node.childNodes;
    if (node.childNodes.length === 1 && first.nodeType === Node.TEXT_NODE && text.startsWith(first.data)) {
      first.appendData(text.slice(first.data.length));
    } else {
      node.textContent = text;
    }
    return;
  }
  node.replaceChildren(...coloured(text, language).map((piece) =>
    typeof piece === "string" ? piece : h("span", { class: `c-${piece.kind}` }, piece.text)));
}

function table({ head, rows, aligns }) {
  return h("div", { class: "table", tabindex: "0", role: "group", "aria-label": t("markdown.table") },
    h("table", {}, h("thead", {}, tableRow("th", head, aligns)),
      h("tbody", {}, rows.map((row) => tableRow("td", row, aligns)))));
}

function tableRow(tag, texts, aligns) {
  return h("tr", {}, texts.map((text, at) =>
    h(tag, { class: aligns[at] === "start" ? null : aligns[at], scope: tag === "th" ? "col" : null, dir: "auto" },
      inline(text))));
}

const TAGS = { strong: "strong", emphasis: "em", strike: "s" };

function inline(text) {
  return nodes(inlineOf(text));
}

function nodes(pieces) {
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    if (piece.type === "break") return h("br", {});
    if (piece.type === "code") return h("code", {}, piece.text);
    if (piece.type === "rest") return h("span", { class: "plain" }, piece.text);
    if (piece.type === "link") return link(piece.address, nodes(piece.pieces));
    // A picture from elsewhere would tell its owner who reads this: it is shown as the link that it is.
    if (piece.type === "image") {
      const name = piece.text || t("markdown.picture");
      return piece.address ? link(piece.address, [icon("image"), name], "picture") : name;
    }
    return h(TAGS[piece.type], {}, nodes(piece.pieces));
  });
}

function link(href, inside, look = null) {
  return h("a", { href, title: href, class: look, target: "_blank", rel: "noopener noreferrer nofollow" }, inside);
}
