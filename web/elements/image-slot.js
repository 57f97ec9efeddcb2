// <image-slot>: pictures that go with the prompt. Properties: `most` (how many), `workspaceId`. Method `show(ids)`.
// Fires `edit` with the ids; files are uploaded first. Method `take(files)` does what a drop on it does.

import { h, mark, reconcile } from "../lib/html.js";
import { explain, t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { FORMATS, pictures, tell, thumbnail } from "../lib/pictures.js";

export class ImageSlot extends HTMLElement {
  most = 1;
  workspaceId = null;
  label = "";
  #ids = [];
  #coming = 0;
  #tiles = h("ul", { class: "tiles" });
  #file = h("input", { type: "file", accept: FORMATS, class: "sr", tabindex: "-1", "aria-hidden": "true" });
  #drop = null;

  connectedCallback() {
    if (this.#drop) return;
    this.classList.add("refs");
    this.#file.addEventListener("change", () => {
      this.take([...this.#file.files]);
      this.#file.value = "";
    });
    this.#drop = h("button", {
      type: "button", class: "drop", onclick: () => this.#file.click(),
      ondragover: (drag) => {
        if (drag.dataTransfer.types.includes("Files")) drag.preventDefault();
      },
    }, icon("plus"), h("span", {}, t("create.drop")));
    this.append(this.#tiles, this.#drop, this.#file);
  }

  show(ids) {
    this.#ids = ids;
    mark(this.#file, "multiple", this.most > 1);
    mark(this.#drop, "aria-label", `${this.label}: ${t("create.drop")}`);
    this.#drop.hidden = ids.length + this.#coming >= this.most;
    this.classList.toggle("filled", ids.length + this.#coming > 0);
    const waiting = Array.from({ length: this.#coming }, (_, at) => ({ id: `coming-${at}`, coming: true }));
    reconcile(this.#tiles, [...ids.map((id) => ({ id })), ...waiting], {
      key: ({ id }) => id, make: (each) => this.#tile(each), update: () => {},
    });
  }

  async take(files) {
    const room = this.most === 1 ? 1 : Math.max(0, this.most - this.#ids.length);
    const chosen = files.slice(0, room);
    if (chosen.length === 0) return;
    this.#coming += chosen.length;
    this.show(this.most === 1 ? [] : this.#ids);
    for (const file of chosen) {
      let id = null;
      try {
        ({ id } = await pictures.upload(file, this.workspaceId));
      } catch (problem) {
        tell({ text: t("create.notTaken", { name: file.name, why: explain(problem) }), bad: true });
      }
      this.#coming -= 1;
      if (id && !this.#ids.includes(id)) this.#say(this.most === 1 ? [id] : [...this.#ids, id]);
      else this.show(this.#ids);
    }
  }

  #tile({ id, coming }) {
    if (coming) return h("li", { class: "tile skel" },
      h("span", { class: "sr", role: "status" }, t("create.uploading")));
    return h("li", { class: "tile" },
      h("img", { src: thumbnail({ id }, 192), alt: t("create.chosenImage"), width: "56", height: "56" }),
      h("button", {
        type: "button", class: "away", "aria-label": t("create.removeImage"), title: t("create.removeImage"),
        onclick: () => {
          this.#say(this.#ids.filter((each) => each !== id));
          this.#drop.focus();
        },
      }, icon("x")));
  }

  #say(ids) {
    this.show(ids);
    this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail: ids }));
  }
}

customElements.define("image-slot", ImageSlot);
