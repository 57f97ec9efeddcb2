// takeFiles(files, workspaceId): takes in the chats of files of Pixazo, ChatGPT, Open WebUI or LibreChat, tells what
// became of them, and resolves to the ids of those that were taken.

import { api, Problem } from "../lib/api.js";
import { t } from "../lib/i18n.js";
import { attempt, tell } from "../lib/pictures.js";

const PATIENCE = 300_000;

export async function takeFiles(files, workspaceId) {
  const taken = [], refused = [];
  for (const file of files) {
    await attempt(async () => {
      const { items } = await api.post(`/workspaces/${workspaceId}/chats/import`, await read(file),
        { patience: PATIENCE });
      for (const each of items) (each.chatId ? taken : refused).push(each);
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

async function read(file) {
  try {
    return JSON.parse(await file.text());
  } catch {
    throw new Problem({ code: "not_chats", detail: t("chats.notChats", { name: file.name }) });
  }
}
