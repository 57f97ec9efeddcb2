// chatHead(context, act): the line over a conversation: `{node, show({talk, chosen, card, cards, providers}),
// rename(done)}`. `act` hears what shall be done: model, settings, rename, pin, archive, clear, trash, restore.

import { exportItems } from "../elements/chat-list.js";
import "../elements/menu-button.js";
import "../elements/model-picker.js";
import { nameOf } from "../lib/chat-list.js";
import { h, mark, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";

export function chatHead({ router }, act) {
  let chat = null;
  const name = h("h2", { class: "strong clip", dir: "auto" });
  const back = h("a", { class: "btn btn-icon btn-ghost only-narrow", "aria-label": t("chats.all"),
    title: t("chats.all") },
    icon("left"));
  const picker = h("model-picker", {});
  picker.compact = true;
  picker.addEventListener("pick", (pick) => {
    pick.stopPropagation();
    act("model", pick.detail);
  });
  const archive = h("button", { type: "button", class: "btn btn-icon btn-ghost btn-sm not-narrow",
    onclick: () => act("archive") }, icon("archive"));
  const out = menu("download", "chats.exportAs", () => exportItems(chat), "not-narrow");
  const more = menu("more", "chats.moreOf", () => [
    chat && { id: "rename", label: t("chats.rename"), icon: "edit" },
    { id: "settings", label: t("chats.settings.open"), icon: "sliders" },
    chat && { id: "pin", label: t(chat.pinned ? "chats.unpin" : "chats.pin"), icon: "pin" },
    chat && { id: "archive", label: t(chat.archivedAt ? "chats.unarchive" : "chats.archive"), icon: "archive" },
    chat && { id: "clear", label: t("chats.clear"), icon: "undo" },
    chat && { rule: true }, ...chat ? exportItems(chat) : [], chat && { rule: true },
    chat && { id: "trash", label: t("chats.trash"), icon: "trash", danger: true },
  ].filter(Boolean));
  more.addEventListener("choose", (choice) => {
    choice.stopPropagation();
    act(choice.detail);
  });
  const state = h("span", { class: "badge", hidden: true });
  const restore = h("button", { type: "button", class: "btn btn-sm", onclick: () => act("restore") }, icon("undo"),
    t("card.restore"));
  const node = h("header", { class: "bar rule" }, back, name, state,
    h("span", { class: "push beside" }, restore, picker, archive, out, more));

  return {
    node,
    show({ talk, chosen, card, cards, providers }) {
      ({ chat } = talk);
      const isGone = Boolean(chat?.deletedAt);
      write(name, chat ? nameOf(chat) : talk.state === "loading" ? " " : t("chats.new"));
      mark(back, "href", router.href("chats"));
      picker.automatic = card && !chosen ? card.name : t("chats.automatic");
      picker.show(chosen, cards, providers);
      const label = t(chat?.archivedAt ? "chats.unarchive" : "chats.archive");
      mark(archive, "aria-label", label);
      mark(archive, "title", label);
      mark(archive, "aria-pressed", chat?.archivedAt ? "true" : null);
      archive.hidden = out.hidden = !chat || isGone;
      more.hidden = picker.hidden = isGone;
      restore.hidden = !isGone;
      state.hidden = !isGone && !chat?.archivedAt;
      write(state, t(isGone ? "chats.views.trash" : "chats.views.archived"));
    },
    /** Makes the name a field; `done` gets the new one. */
    rename(done) {
      const field = h("input", { type: "text", class: "form-control rename", "aria-label": t("chats.rename"),
        maxlength: "200", dir: "auto" });
      let isOver = false;
      const end = (isKept) => {
        if (isOver) return;
        isOver = true;
        const text = field.value.trim(), hadFocus = field === document.activeElement;
        field.replaceWith(name);
        if (hadFocus) more.button.focus();
        if (isKept && text && text !== chat?.title) done(text);
      };
      field.value = chat.title;
      field.addEventListener("blur", () => end(true));
      field.addEventListener("keydown", (press) => {
        press.stopPropagation();
        if (press.key === "Enter" && !press.isComposing) end(true);
        else if (press.key === "Escape") end(false);
      });
      name.replaceWith(field);
      field.focus();
      field.select();
    },
  };
}

function menu(symbol, key, items, look = "") {
  const node = h("menu-button", { class: look });
  node.look = `btn btn-icon btn-ghost btn-sm ${look}`.trim();
  node.label = t(key);
  node.button.title = t(key);
  node.face = [icon(symbol)];
  node.items = items;
  return node;
}
