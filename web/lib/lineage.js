// The family of a picture, read from the lineage of everything: which pictures it came from and which came from it, and
// the words behind it. No DOM here.

import { api } from "./api.js";

/** How one picture had its part in another, the closest first. */
const ROLES = ["parentImage", "initImage", "maskImage", "referenceImage"];

/**
 * `{parents, children, siblings, words, count}`: parents and children are `{node, role}`, siblings the other pictures
 * of its `run`, words the prompts, enhancements and messages that it came from, the nearest first.
 */
export function family({ root, nodes, edges }, run, chats = new Map()) {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const into = Map.groupBy(edges, ({ to }) => to), outOf = Map.groupBy(edges, ({ from }) => from);
  const is = (type) => (id) => known.get(id)?.type === type;
  const isImage = is("image"), isRun = is("generation");
  const runs = (into.get(root) ?? []).map(({ from }) => from).filter(isRun);
  const parents = unique([...into.get(root) ?? [], ...runs.flatMap((run) => into.get(run) ?? [])]
    .filter(({ from, role }) => isImage(from) && ROLES.includes(role))
    .map(({ from, role }) => ({ node: known.get(from), role })));
  const children = unique((outOf.get(root) ?? []).filter(({ role }) => ROLES.includes(role)).flatMap(({ to, role }) =>
    (isRun(to) ? (outOf.get(to) ?? []).map(({ to: made }) => made) : [to]).filter(isImage)
      .map((id) => ({ node: known.get(id), role }))));
  const words = [...runs, root].flatMap((id) => into.get(id) ?? []).map(({ from }) => known.get(from))
    .filter((node) => node && node.type !== "image" && node.type !== "generation")
    .map((node) => (node.type === "message" && !node.title ? { ...node, title: chats.get(node.chatId) ?? "" } : node));
  const siblings = run.filter(({ id }) => id !== root).map((image) => ({ ...image, title: image.title || image.prompt }));
  const kin = new Set([...nodes.filter(({ type, gone }) => type === "image" && !gone), ...run].map(({ id }) => id));
  return { parents, children, siblings, words: [...new Map(words.map((node) => [node.id, node])).values()],
    count: kin.size };
}

/** The titles of the chats whose messages have no words of their own, by id. */
export async function chatsOf({ nodes }) {
  const ids = new Set(nodes.filter(({ type, title, chatId, gone }) => type === "message" && !title && chatId && !gone)
    .map(({ chatId }) => chatId));
  const found = await Promise.allSettled([...ids].map((id) => api.get(`/chats/${id}`)));
  return new Map(found.filter(({ value }) => value).map(({ value }) => [value.id, value.title]));
}

/** What the run of a picture took: `{seconds, costMicros}`, or null where nothing is known of it any more. */
export async function runOf({ nodes }, id) {
  if (!nodes.some((node) => node.id === id && !node.gone)) return null;
  try {
    const { startedAt, finishedAt, costMicros } = await api.get(`/generations/${id}`);
    const seconds = startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : null;
    return { seconds, costMicros };
  } catch {
    return null;
  }
}

/** Who has two parts is named by the closer one. */
function unique(all) {
  const best = new Map();
  for (const each of all) {
    const other = best.get(each.node.id);
    if (!other || ROLES.indexOf(each.role) < ROLES.indexOf(other.role)) best.set(each.node.id, each);
  }
  return [...best.values()];
}
