// The API reference: Swagger UI over the document that the route table writes.

import { h } from "./lib/html.js";
import { t } from "./lib/i18n.js";
import { icon } from "./lib/icons.js";

const root = document.documentElement, main = document.getElementById("docs");

document.title = t("shell.title", { page: t("docs.title") });
document.querySelector("header").append(
  h("a", { class: "home", href: "/", "aria-label": t("docs.back"), title: t("docs.back") }, icon("mark")),
  h("h1", { class: "strong" }, t("docs.title")),
  h("a", { class: "btn btn-sm push", href: "/openapi.json" }, icon("braces"), t("docs.document")));

// Swagger UI has a dark dress of its own, put on by a class.
const system = matchMedia("(prefers-color-scheme: dark)");
const dress = () => {
  const theme = root.dataset.bsTheme;
  root.classList.toggle("dark-mode", theme === "dark" || (theme === "auto" && system.matches));
};
dress();
system.addEventListener("change", dress);

if (globalThis.SwaggerUIBundle) {
  globalThis.SwaggerUIBundle({
    url: "/openapi.json", domNode: main, deepLinking: true, docExpansion: "list", filter: true, tryItOutEnabled: true,
    validatorUrl: null, onComplete: ready,
  });
} else {
  main.append(h("p", { class: "missing" }, t("docs.missing"), " ", t("docs.run"), " ", h("code", {}, "scripts/setup")));
  ready();
}

function ready() {
  root.dataset.ready = "";
}
