// editTags({title, tags}): asks for tags in a dialog; resolves to the list of them, or null when it was left.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";

/** What may be said of one picture. */
export const MOST_TAGS = 64;

export function editTags({ title, tags, hint }) {
  return new Promise((answer) => {
    const field = h("input", {
      type: "text", class: "form-control", id: "tags-field", value: tags.join(", "), autofocus: true,
      autocomplete: "off", dir: "auto",
      "aria-describedby": "tags-hint",
    });
    const dialog = h("dialog", {
      class: "dialog ask tags", "aria-labelledby": "tags-title",
      onclose: () => {
        answer(dialog.returnValue === "yes" ? tagsIn(field.value) : null);
        dialog.remove();
      },
    },
    h("form", { method: "dialog" },
      h("div", { class: "sheet" },
        h("h2", { class: "head", id: "tags-title" }, title),
        h("label", { class: "form-label", for: "tags-field" }, t("image.tags")), field,
        h("p", { class: "form-text", id: "tags-hint" }, hint ?? t("image.tagsHint"))),
      h("footer", {},
        h("button", { type: "button", class: "btn btn-ghost", onclick: () => dialog.close("no") }, t("dialogs.cancel")),
        h("button", { class: "btn btn-primary", value: "yes" }, t("form.save")))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The tags in a text with commas: trimmed, each once. */
export function tagsIn(text) {
  return [...new Set(text.split(",").map((each) => each.trim()).filter(Boolean))].slice(0, MOST_TAGS);
}
