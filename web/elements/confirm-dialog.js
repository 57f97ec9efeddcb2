// confirm({title, text, action, danger?, symbol?}): asks in a dialog and resolves to true or false. Where the action
// cannot be taken back, focus starts on Cancel.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

let last = 0;

export function confirm({ title, text, action, danger = false, symbol = danger ? "trash" : "warning" }) {
  const id = `confirm-${(last += 1)}`;
  return new Promise((answer) => {
    const dialog = h("dialog", {
      class: "dialog ask", role: "alertdialog", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-text`,
      onclose: () => {
        answer(dialog.returnValue === "yes");
        dialog.remove();
      },
    },
    h("form", { method: "dialog" },
      h("div", { class: "body" },
        h("span", { class: danger ? "glyph bad" : "glyph warn" }, icon(symbol)),
        h("div", {},
          h("h2", { class: "head", id: `${id}-title` }, title),
          h("p", { class: "t2", id: `${id}-text` }, text))),
      h("footer", {},
        h("button", { class: "btn btn-ghost", value: "no", autofocus: danger }, t("dialogs.cancel")),
        h("button", {
          class: danger ? "btn btn-danger" : "btn btn-primary", value: "yes", autofocus: !danger,
        }, action))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
