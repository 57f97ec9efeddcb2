// askName({title, label, action, value?}): asks for a name in a dialog; resolves to it, or to null when it was left.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";

const MOST = 200;

export function askName({ title, label, action, value = "" }) {
  return new Promise((answer) => {
    const field = h("input", {
      type: "text", class: "form-control", id: "name-field", value, autofocus: true, autocomplete: "off", dir: "auto",
      maxlength: MOST, "aria-describedby": "name-error",
    });
    const error = h("p", { class: "form-error bad small", id: "name-error" });
    const form = h("form", {
      method: "dialog", novalidate: true, onsubmit: (event) => {
        if (event.submitter?.value === "no" || field.value.trim()) return;
        event.preventDefault();
        error.textContent = t("faults.required");
        field.setAttribute("aria-invalid", "true");
        field.focus();
      },
    },
    h("div", { class: "sheet" }, h("h2", { class: "head", id: "name-title" }, title),
      h("label", { class: "form-label", for: "name-field" }, label), field, error),
    h("footer", {},
      h("button", { type: "button", class: "btn btn-ghost", onclick: () => dialog.close("no") }, t("dialogs.cancel")),
      h("button", { class: "btn btn-primary", value: "yes" }, action)));
    const dialog = h("dialog", {
      class: "dialog ask tags", "aria-labelledby": "name-title",
      onclose: () => {
        answer(dialog.returnValue === "yes" ? field.value.trim() : null);
        dialog.remove();
      },
    }, form);
    document.body.append(dialog);
    dialog.showModal();
    field.select();
  });
}
