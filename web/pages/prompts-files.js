// Files of prompts and styles, out and in: `fileMenu({view, workspaceId, take})` is the menu, `takeFile` takes one in.

import "../elements/menu-button.js";
import { api, Problem } from "../lib/api.js";
import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { attempt, tell } from "../lib/pictures.js";

const FORMS = { prompts: ["json", "csv", "fooocus", "text"], styles: ["json", "csv"] };
const TYPES = { csv: "text/csv", txt: "text/plain", json: "application/json" };

export function fileMenu({ view, workspaceId, take }) {
  const file = h("input", { type: "file", accept: ".json,.csv,.txt", class: "sr", tabindex: "-1", "aria-hidden": "true",
    onchange: () => {
      if (file.files[0]) take(file.files[0]);
      file.value = "";
    } });
  const menu = h("menu-button", { onchoose: (choice) => {
    choice.stopPropagation();
    file.click();
  } });
  menu.look = "btn btn-icon";
  menu.label = t("prompts.files");
  menu.button.title = t("prompts.files");
  menu.face = [icon("download")];
  menu.items = () => {
    const kind = view() === "styles" ? "styles" : "prompts";
    return [{ id: "import", label: t("prompts.import"), icon: "up" }, { rule: true },
      ...FORMS[kind].map((form) => ({ label: t(`prompts.export.${form}`), icon: "download",
        href: `/api/v1/workspaces/${workspaceId()}/${kind}/export?format=${form}` }))];
  };
  return h("span", { class: "files" }, menu, file);
}

/** Resolves to whether anything was read; says what became of it. */
export function takeFile(file, workspaceId, kind) {
  return attempt(async () => {
    const type = TYPES[file.name.split(".").pop().toLowerCase()];
    if (!type) throw new Problem({ code: "not_prompts", detail: t("prompts.notPrompts", { name: file.name }) });
    const { added, replaced = 0, refused, items } = await api.upload(`/workspaces/${workspaceId}/${kind}/import`, file,
      { type });
    tell({ text: t("prompts.imported", { count: added + replaced }) });
    const bad = items.find(({ detail }) => detail);
    if (refused > 0) tell({ text: t("prompts.refused", { count: refused, why: bad?.detail ?? "" }), bad: true });
  });
}
