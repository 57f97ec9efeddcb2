// editChat({systemPrompt, parameters}): asks in a dialog how the model shall answer; resolves to a patch, or null.
// askModel({title, cards}): asks for a text model; resolves to its id, or null.

import { h } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { isUsable, priceOf } from "../lib/models.js";

const MODES = ["flash", "think", "ultraThink"];

export function editChat({ systemPrompt, parameters }) {
  const system = h("textarea", { class: "form-control", id: "chat-system", rows: "6", maxlength: "16000",
    dir: "auto" });
  system.value = systemPrompt ?? "";
  const mode = h("select", { class: "form-select", id: "chat-mode" },
    h("option", { value: "" }, t("chats.settings.usual")),
    MODES.map((each) => h("option", { value: each, selected: parameters.mode === each }, t(`chats.modes.${each}`))));
  const number = (id, value, most, step) => h("input", { type: "number", class: "form-control", id, min: step === 1 ? 1
    : 0,
    max: most, step, value: value ?? "", placeholder: t("chats.settings.usual") });
  const warmth = number("chat-warmth", parameters.temperature, 2, 0.1),
    most = number("chat-most", parameters.maxTokens, 1_000_000, 1);
  const field = (id, label, control, hint) => h("div", { class: "field" },
    h("label", { class: "form-label", for: id }, label), control, hint && h("p", { class: "small t2" }, hint));
  return ask(t("chats.settings.title"), t("form.save"), [
    field("chat-system", t("chats.settings.system"), system, t("chats.settings.systemHint")),
    h("div", { class: "three" }, field("chat-mode", t("chats.settings.mode"), mode),
      field("chat-warmth", t("chats.settings.warmth"), warmth), field("chat-most", t("chats.settings.most"), most)),
  ], () => ({
    systemPrompt: system.value.trim() || null,
    parameters: { mode: mode.value || null, temperature: warmth.value === "" ? null : Number(warmth.value),
      maxTokens: most.value === "" ? null : Number(most.value) },
  }));
}

export function askModel({ title, cards, chosen }) {
  const list = h("select", { class: "form-select tall", id: "ask-model", size: String(Math.min(10, Math.max(3,
    cards.length))) },
    cards.filter(isUsable).map((card) => h("option", { value: card.id, selected: card.id === chosen },
      [card.name, priceOf(card)].filter(Boolean).join(" · "))));
  if (!list.value && list.options.length > 0) list.selectedIndex = 0;
  return ask(title, t("chats.againYes"), [h("label", { class: "sr", for: "ask-model" }, t("models.label")), list],
    () => list.value || null);
}

function ask(title, action, body, answerOf) {
  return new Promise((answer) => {
    const dialog = h("dialog", {
      class: "dialog ask chat-ask", "aria-labelledby": "chat-ask-title",
      onclose: () => {
        answer(dialog.returnValue === "yes" ? answerOf() : null);
        dialog.remove();
      },
    },
    h("form", { method: "dialog" },
      h("div", { class: "sheet" }, h("h2", { class: "head", id: "chat-ask-title" }, title), body),
      h("footer", {},
        h("button", { type: "button", class: "btn btn-ghost", onclick: () => dialog.close("no") }, t("dialogs.cancel")),
        h("button", { class: "btn btn-primary", value: "yes" }, action))));
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("select, textarea").focus();
  });
}
