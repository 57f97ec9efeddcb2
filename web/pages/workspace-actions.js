// What can be done to a workspace besides editing it: each with its question, its news and its way back.

import { confirm } from "../elements/confirm-dialog.js";
import { explain, t } from "../lib/i18n.js";

const CONFLICT = 412;

const ACTIONS = {
  archive: { work: (all, each) => all.change(each, { archived: true }), undo: "unarchive" },
  unarchive: { work: (all, each) => all.change(each, { archived: false }), undo: "archive" },
  trash: { work: (all, each) => all.trash(each), undo: "restore" },
  restore: { work: (all, each) => all.restore(each) },
};

/** Every method resolves to true when it was done, and tells about it either way. */
export class WorkspaceActions {
  #all;
  #tell;

  /** `tell` takes `{text, undo?, bad?}`. */
  constructor(workspaces, tell) {
    this.#all = workspaces;
    this.#tell = tell;
  }

  async do(action, workspace) {
    const { work, undo } = ACTIONS[action];
    const back = undo && (() => this.#attempt((latest) => ACTIONS[undo].work(this.#all, latest), workspace));
    const news = { text: t(`done.${action}`, workspace), undo: back };
    return this.#settle(workspace, (each) => work(this.#all, each), news);
  }

  rename(workspace, name) {
    const to = (each) => (latest) => this.#all.change(latest, { name: each });
    const undo = () => this.#attempt(to(workspace.name), workspace);
    return this.#settle(workspace, to(name), { text: t("done.renamed", { name }), undo });
  }

  /** If someone changed it meanwhile, says so and asks before doing it to the newer one. */
  async #settle(workspace, work, news) {
    try {
      await work(workspace);
    } catch (problem) {
      const latest = problem.status === CONFLICT ? await this.#all.refresh(workspace.id).catch(() => null) : null;
      if (!latest) return this.#fail(problem);
      const again = { title: t("conflict.title"), text: t("conflict.again", latest), action: t("conflict.anyway") };
      return await confirm(again) && this.#settle(latest, work, news);
    }
    this.#tell(news);
    return true;
  }

  /** Does it to the workspace as it is known now. */
  async #attempt(work, { id }) {
    try {
      await work(this.#all.get(id) ?? { id });
      return true;
    } catch (problem) {
      return this.#fail(problem);
    }
  }

  #fail(problem) {
    this.#tell({ text: explain(problem), bad: true });
    return false;
  }
}
