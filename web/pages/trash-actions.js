// What can be done to things in the trash: each with its question, its news and its way back.

import { confirm } from "../elements/confirm-dialog.js";
import { nameOfTrashed } from "../elements/trash-list.js";
import { explain, t } from "../lib/i18n.js";

/** Every method resolves to true when it was done, and tells about it either way. */
export class TrashActions {
  #trash;
  #tell;

  /** `tell` takes `{text, undo?, bad?}`. */
  constructor(trash, tell) {
    this.#trash = trash;
    this.#tell = tell;
  }

  async do(action, item) {
    const name = nameOfTrashed(item);
    if (action === "restore") {
      const undo = () => this.#attempt(() => this.#trash.discard(item));
      return this.#attempt(() => this.#trash.restore(item), { text: t("done.restore", { name }), undo });
    }
    const hint = t(item.type === "workspace" ? "trash.purgeHint" : "trash.purgeOneHint");
    const isSure = await confirm({ title: t("trash.purge", { name }), text: hint, action: t("trash.purgeYes"),
      danger: true });
    return isSure && this.#attempt(() => this.#trash.purge(item), { text: t("done.purge", { name }) });
  }

  async empty() {
    const { items, whole } = this.#trash;
    const isSure = await confirm({
      title: whole ? t("trash.emptyAll", { count: items.length }) : t("trash.emptyMany"), text: t("trash.emptyHint"),
      action: t("trash.empty"), danger: true,
    });
    return isSure && this.#attempt(() => this.#trash.empty(), { text: t("done.emptied") });
  }

  async #attempt(work, news = null) {
    try {
      await work();
      if (news) this.#tell(news);
      return true;
    } catch (problem) {
      this.#tell({ text: explain(problem), bad: true });
      return false;
    }
  }
}
