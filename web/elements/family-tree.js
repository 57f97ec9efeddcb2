// <family-tree>: where a picture came from and what came of it. Property `context` ({router}). Method `show(image,
// family)`, see lib/lineage.js.

import { fill, h, shape } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { thumbnail } from "../lib/pictures.js";

const MOST = 3;
/** As drawn: a tile with its word, and the gap that the lines cross. */
const ROW = 78;
const GAP = 48;

export class FamilyTree extends HTMLElement {
  context = null;

  show(image, { parents, children, siblings, words }) {
    const rows = Math.max(1, Math.min(MOST, parents.length), Math.min(MOST, children.length));
    fill(this,
      words.length > 0 && h("ul", { class: "words" }, words.map((node) => this.#word(node))),
      (parents.length > 0 || children.length > 0) && h("div", { class: parents.length > 0 && children.length > 0 ? "tree both" : "tree",
        vars: { "--rows": rows } },
        parents.length > 0 && [this.#column(parents, "from"), this.#lines(parents.length, rows, false)],
        h("ul", { class: "column" }, h("li", {}, h("span", { class: "kin here", "aria-current": "true" },
          h("img", { src: thumbnail(image, 192), alt: "" }), h("span", {}, t("family.this"))))),
        children.length > 0 && [this.#lines(children.length, rows, true), this.#column(children, "to")]),
      siblings.length > 0 && h("div", { class: "run" }, h("h4", { class: "small t3" }, t("family.run")),
        h("ul", {}, siblings.slice(0, 8).map((node) => h("li", {}, this.#tile(node))))));
  }

  #column(all, way) {
    const shown = all.slice(0, all.length > MOST ? MOST - 1 : MOST), more = all.length - shown.length;
    return h("ul", { class: "column", "aria-label": t(`family.${way}`) },
      shown.map(({ node, role }) => h("li", {}, this.#tile(node, t(`family.roles.${way}.${role}`)))),
      more > 0 && h("li", { class: "more small t3" }, t("family.more", { count: more })));
  }

  #tile(node, word = null) {
    const name = node.title || t("image.untitled");
    if (node.gone) return h("span", { class: "kin gone" }, h("span", { class: "none" }, icon("trash")),
      h("span", {}, t("family.gone")));
    const href = this.context.router.href("image", {}, { id: node.id });
    return h("a", { class: "kin", href, title: name, "aria-label": word ? `${word}: ${name}` : name },
    h("img", { src: thumbnail(node, 192), alt: "", loading: "lazy" }), word && h("span", {}, word));
  }

  #word({ type, id, title, version, chatId }) {
    const { router } = this.context;
    const symbol = { prompt: "prompts", enhancement: "wand", message: "chats" }[type] ?? "text";
    const href = type === "prompt" ? router.href("prompts", {}, { id })
      : type === "message" && chatId ? router.href("chats", { message: id }, { id: chatId }) : null;
    const name = title || t(type === "message" ? "chats.untitled" : "image.untitled");
    return h("li", {}, h(href ? "a" : "span", { class: "word", href }, icon(symbol),
      h("span", { class: "t3" }, [t(`family.words.${type}`), version && t("family.version", { number: version })]
        .filter(Boolean).join(", ")),
        h("span", { class: "clip", dir: "auto" }, name)));
  }

  /** From each tile of a side to the one in the middle. */
  #lines(count, rows, isOut) {
    const many = Math.min(MOST, count), height = rows * ROW, middle = height / 2;
    const paths = Array.from({ length: many }, (_, at) => {
      const y = middle + (at - (many - 1) / 2) * ROW, [x1, x2] = isOut ? [GAP, 0] : [0, GAP];
      const [from, to, half] = [y - 9, middle - 9, GAP / 2];
      return shape("path", { d: `M ${x1} ${from} C ${half} ${from} ${half} ${to} ${x2} ${to}` });
    });
    return shape("svg", { class: "lines", viewBox: `0 0 ${GAP} ${height}`, "aria-hidden": "true",
      preserveAspectRatio: "none" }, paths);
  }
}

customElements.define("family-tree", FamilyTree);
