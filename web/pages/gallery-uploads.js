// addFiles(files, workspaceId): brings files into a gallery, a few at a time, and tells what became of them.

import { explain, t } from "../lib/i18n.js";
import { pictures, tell } from "../lib/pictures.js";

const AT_ONCE = 3;

export async function addFiles(files, workspaceId) {
  const queue = files.filter(({ type }) => type.startsWith("image/") || type === "");
  const skipped = files.length - queue.length;
  if (skipped > 0) tell({ text: t("gallery.notPictures", { count: skipped }), bad: true });
  if (queue.length === 0) return;
  const done = [];
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      try {
        done.push(await pictures.upload(file, workspaceId));
      } catch (problem) {
        tell({ text: t("create.notTaken", { name: file.name, why: explain(problem) }), bad: true });
      }
    }
  }));
  if (done.length > 0) tell({ text: t("gallery.added", { count: done.length }), images: done.slice(0, 3) });
}
