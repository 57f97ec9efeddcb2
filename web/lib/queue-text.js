// What is said of runs wherever they are shown.

import { knows, t } from "./i18n.js";

/** "1 running, 3 waiting", or that nothing is. */
export function queueText(running, waiting) {
  const parts = [running > 0 && t("queue.countRunning", { count: running }),
    waiting > 0 && t("queue.countWaiting", { count: waiting })];
  return parts.filter(Boolean).join(", ") || t("queue.empty");
}

/** What went wrong in the words of the page, else in the server's sentence. */
export function failureText(code, detail) {
  return knows(`failures.${code}`) ? t(`failures.${code}`) : detail || t("errors.unknown");
}
