// variableFields(fill): a field for every `{{name}}` of the prompt: `{node, show(form, card)}`. `fill` hears the
// values.

import { field } from "../lib/field.js";
import { h, reconcile } from "../lib/html.js";
import { variables } from "../lib/macros.js";
import { takes } from "../lib/models.js";

export function variableFields(fill) {
  let form = null;
  const node = h("div", { class: "two variables", hidden: true });
  const input = (name) => h("input", {
    type: "text", class: "form-control", dir: "auto", autocomplete: "off",
    oninput: (event) => fill({ ...form.variables, [name]: event.target.value }),
  });
  return {
    node,
    show(now, card) {
      form = now;
      const names = variables(form.prompt, takes(card, "negativePrompt") ? form.negativePrompt : "");
      node.hidden = names.length === 0;
      reconcile(node, names.map((name) => ({ name })), {
        key: ({ name }) => name,
        make: ({ name }) => field(`variables.${name}`, { label: name, control: input(name) }),
        update: (each, { name }) => {
          const control = each.querySelector("input"), value = form.variables[name] ?? "";
          if (control.value !== value) control.value = value;
        },
      });
    },
  };
}
