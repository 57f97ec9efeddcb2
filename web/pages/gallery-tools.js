// What stands above the pictures of a gallery: words to look for, how large they are, their order, and what adds some.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { SORTS } from "../lib/image-filter.js";
import { FORMATS } from "../lib/pictures.js";
import { preference } from "../lib/preferences.js";

export const SIZES = { least: 90, most: 360, step: 30 };

/** Its parts by name, `row` holding them; `on` is what to do: `{typed, pressed, size, sort, files, empty, save}`. */
export function galleryTools(on) {
  const search = h("input", {
    type: "search", "aria-label": t("gallery.search"), placeholder: t("gallery.searchHint"), autocomplete: "off",
    spellcheck: "false", oninput: on.typed, onkeydown: on.pressed,
  });
  const slider = h("input", {
    type: "range", class: "range", min: SIZES.least, max: SIZES.most, step: 10, value: preference("tileSize"),
    "aria-label": t("gallery.size"), oninput: () => on.size(slider.valueAsNumber),
  });
  const sort = h("select", {
    class: "form-select", "aria-label": t("gallery.sort"), onchange: () => on.sort(sort.value),
  }, SORTS.map((each) => h("option", { value: each }, t(`gallery.sorts.${each}`))));
  const file = h("input", {
    type: "file", accept: FORMATS, multiple: true, class: "sr", tabindex: "-1", "aria-hidden": "true",
    onchange: () => {
      on.files([...file.files]);
      file.value = "";
    },
  });
  const upload = h("button", { type: "button", class: "btn", title: t("gallery.upload"), onclick: () => file.click() },
    icon("plus"), h("span", { class: "lbl" }, t("gallery.upload")));
  const empty = h("button", { type: "button", class: "btn btn-danger", hidden: true, onclick: on.empty },
    icon("trash"), t("trash.empty"));
  const save = h("button", { type: "button", class: "link small", hidden: true, onclick: on.save },
    t("searches.save"));
  const said = h("span", { class: "t3 small num said", role: "status" });
  const searchBox = h("div", { class: "search", role: "search" }, icon("search"), search,
    h("kbd", { class: "kbd not-narrow", "aria-hidden": "true" }, "/"));
  const row = h("div", { class: "tools" }, searchBox,
    h("label", { class: "sizer not-narrow" }, icon("grid"), slider), sort, empty, upload, file);
  return { search, searchBox, slider, sort, upload, empty, save, said, row };
}
