// <drop-zones>: while files are dragged over the page, it shows what may be done with them. Property `zones`: a list,
// or
// a function called at each drag, of `{id, label, hint, icon}`. Fires `files` with `{zone, files}`.

import { fill, h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

const SILENCE = 1000;

export class DropZones extends HTMLElement {
  zones = [];
  #leave = [];
  #timer = null;

  connectedCallback() {
    this.hidden = true;
    const on = (name, action) => {
      document.addEventListener(name, action);
      this.#leave.push(() => document.removeEventListener(name, action));
    };
    on("dragenter", (drag) => this.#over(drag));
    on("dragover", (drag) => this.#over(drag));
    on("drop", (drag) => this.#drop(drag));
    on("dragend", () => this.#close());
  }

  disconnectedCallback() {
    for (const leave of this.#leave.splice(0)) leave();
    clearTimeout(this.#timer);
  }

  /** Leaving is told by silence: the events of a drag come all the time while it is over the page. */
  #over(drag) {
    if (!drag.dataTransfer?.types.includes("Files") || document.querySelector("dialog[open]")) return;
    drag.preventDefault();
    drag.dataTransfer.dropEffect = "copy";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#close(), SILENCE);
    if (this.hidden) this.#open();
    const here = drag.target.closest?.(".zone");
    for (const zone of this.querySelectorAll(".zone")) zone.classList.toggle("over", zone === here);
  }

  #open() {
    const zones = typeof this.zones === "function" ? this.zones() : this.zones;
    fill(this, h("div", { class: "zones", vars: { "--count": zones.length } },
      zones.map(({ id, label, hint, icon: symbol }) =>
      h("div", { class: "zone", "data-id": id }, icon(symbol), h("strong", {}, label),
        h("span", { class: "t2" }, hint)))));
    this.setAttribute("aria-label", t("drop.label"));
    this.hidden = false;
  }

  #close() {
    this.hidden = true;
    fill(this);
  }

  #drop(drag) {
    if (this.hidden || !drag.dataTransfer?.types.includes("Files")) return;
    drag.preventDefault();
    const zone = drag.target.closest?.(".zone")?.dataset.id ?? this.querySelector(".zone")?.dataset.id;
    const files = [...drag.dataTransfer.files];
    this.#close();
    if (zone && files.length > 0) this.dispatchEvent(new CustomEvent("files",
      { bubbles: true, detail: { zone, files } }));
  }
}

customElements.define("drop-zones", DropZones);
