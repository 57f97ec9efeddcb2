// A label, its control and what is wrong with it, put together the same way everywhere.

import { h } from "./html.js";
import { knows, t } from "./i18n.js";

let last = 0;

/** `control` gets the label's name; `name` is what faults call the field. `hint` stands at the end of the label. */
export function field(name, { label, hint, control, below, look = "" }) {
  const id = `f${(last += 1)}`;
  // An element of ours has nothing in it before it is connected, but knows its field.
  const target = control.matches("input, select, textarea") ? control : control.field ?? null;
  const error = h("p", { class: "form-error bad small", id: `${id}-error` });
  if (target) {
    target.id ||= id;
    target.setAttribute("aria-describedby", error.id);
  }
  return h("div", { class: `field ${look}`.trim(), "data-field": name },
    // What stands at the end of the line is not part of the field's name.
    h("div", { class: "form-label" }, target ? h("label", { for: target.id }, label) : label, hint),
    control, below, error);
}

/** Says beside each field what is wrong with it and puts the focus there; returns the faults that have no field. */
export function blame(root, faults) {
  let first = null;
  const homeless = faults.filter((fault) => {
    const place = root.querySelector(`[data-field="${CSS.escape(fault.name ?? "")}"]`);
    if (!place) return true;
    place.querySelector(".form-error").textContent = sentence(fault);
    const control = place.querySelector("input:not([type=file]), select, textarea, button");
    control?.setAttribute("aria-invalid", "true");
    control?.classList.add("is-invalid");
    const details = place.closest("details");
    if (details) details.open = true;
    first ??= control;
    return false;
  });
  first?.focus();
  first?.scrollIntoView({ block: "nearest" });
  return homeless;
}

export function forgive(root) {
  for (const error of root.querySelectorAll(".form-error")) error.textContent = "";
  for (const control of root.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.classList.remove("is-invalid");
  }
}

/** Our own words for what we found, else the server's sentence. */
export function sentence({ code, detail, values }) {
  return detail || (knows(`faults.${code}`) ? t(`faults.${code}`, values) : t("errors.invalid_request"));
}
