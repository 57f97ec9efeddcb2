// askDays({from, to}): asks for a first and a last day in a dialog; resolves to `{from, to}`, each a day or null, or to
// null when it was left.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";

export function askDays({ from, to }) {
  return new Promise((answer) => {
    const field = (name, value) => h("input", { type: "date", class: "form-control", id: `days-${name}`, value });
    const first = field("from", from), last = field("to", to);
    const row = (name, control) => h("div", {}, h("label", { class: "form-label", for: `days-${name}` },
      t(`usage.${name}`)), control);
    const dialog = h("dialog", {
      class: "dialog ask tags", "aria-labelledby": "days-title",
      onclose: () => {
        const days = [first.value || null, last.value || null];
        if (days[0] && days[1]) days.sort();
        answer(dialog.returnValue === "yes" ? { from: days[0], to: days[1] } : null);
        dialog.remove();
      },
    },
    h("form", { method: "dialog" },
      h("div", { class: "sheet" }, h("h2", { class: "head", id: "days-title" }, t("facets.date")),
        h("div", { class: "two" }, row("from", first), row("to", last))),
      h("footer", {},
        h("button", { type: "button", class: "btn btn-ghost", onclick: () => dialog.close("no") }, t("dialogs.cancel")),
        h("button", { class: "btn btn-primary", value: "yes" }, t("facets.show")))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
