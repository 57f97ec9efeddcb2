// takeFiles(files, workspaceId): takes in the chats of files of Pixazo, ChatGPT (its zip too), Open WebUI or LibreChat,
// tells what became of them, and resolves to the ids of those that were taken.

import { api, Problem } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { attempt, tell } from "../lib/pictures.js";
import { isZip, textsIn } from "../lib/zip.js";

const PATIENCE = 300_000;
/** Years of chats go in parts: no more of them, and no more letters, at once. */
const MOST_CHATS = 500, MOST_LETTERS = 8_000_000;
const IN_ZIP = /(^|\/)conversations(-\d+)?\.json$/;

export async function takeFiles(files, workspaceId) {
  const taken = [], refused = [];
  for (const file of files) {
    await attempt(async () => {
      for (const chats of await read(file)) {
        const { items } = await api.post(`/workspaces/${workspaceId}/chats/import`, chats, { patience: PATIENCE });
        for (const each of items) (each.chatId ? taken : refused).push(each);
      }
    });
  }
  if (taken.length > 0) tell({ text: t("chats.imported", { count: taken.length }) });
  if (refused.length > 0) {
    const [{ title, detail }] = refused;
    tell({ text: t("chats.refused", { count: refused.length, name: title || t("chats.untitled"), why: detail }),
      bad: true });
  }
  return taken.map(({ chatId }) => chatId);
}

/** What a file holds, in parts that are sent one after the other. */
async function read(file) {
  let found = [];
  try {
    const texts = isZip(file) ? await textsIn(file, IN_ZIP) : [await file.text()];
    found = texts.flatMap((text) => parts(JSON.parse(text)));
  } catch {
    // What it is instead is nothing that we could say.
  }
  if (found.length > 0) return found;
  throw new Problem({ code: "not_chats", detail: t("chats.notChats", { name: file.name }) });
}

function parts(value) {
  if (!Array.isArray(value)) return [value];
  const all = [[]];
  let letters = 0;
  for (const chat of value) {
    const length = JSON.stringify(chat).length;
    if (all.at(-1).length === MOST_CHATS || (letters > 0 && letters + length > MOST_LETTERS)) {
      all.push([]);
      letters = 0;
    }
    all.at(-1).push(chat);
    letters += length;
  }
  return all;
}
