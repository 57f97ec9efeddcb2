// The address is the state: which page, which workspace, which filters, which dialog. Back and links just work.

/** Fires `change` with `from` and `to` routes. A route is `{page, parameters, query, url}`. */
export class Router extends EventTarget {
  #pages;
  #keep = {};

  /** `pages`: `[{name, path}]`, where a path may hold `{name}` parts, and `{name}?` at its end. The first one is home. */
  constructor(pages) {
    super();
    this.#pages = pages.map((page) => ({ page, pattern: pattern(page.path) }));
  }

  start() {
    history.scrollRestoration = "manual";
    this.route = this.#read(new URL(location.href));
    addEventListener("popstate", ({ state }) => this.#turn(new URL(location.href), state?.scroll ?? 0));
    document.addEventListener("click", (click) => this.#follow(click));
  }

  /** The route of an address. */
  at(address) {
    return this.#read(new URL(address));
  }

  /** Query parameters that every address carries from now on, such as the workspace. */
  keep(parameters) {
    Object.assign(this.#keep, parameters);
  }

  /** The address of a page, with what is kept and the given query. */
  href(name, query = {}, parameters = {}) {
    const { page } = this.#pages.find((each) => each.page.name === name);
    const path = page.path.replace(/(\/?)\{(\w+)\}\??/g, (_, slash, key) =>
      (parameters[key] ? slash + encodeURIComponent(parameters[key]) : ""));
    return path + text({ ...this.#keep, ...query });
  }

  /** This page's address with some of its query changed; null takes a parameter away. */
  here(changes) {
    return location.pathname + text({ ...Object.fromEntries(this.route.query), ...changes });
  }

  go(address, { replace = false } = {}) {
    const url = new URL(address, location.origin);
    if (url.href === location.href) return;
    const scroll = document.querySelector("main [data-scroll]")?.scrollTop ?? 0;
    if (!replace) history.replaceState({ scroll }, "");
    history[replace ? "replaceState" : "pushState"]({ scroll: replace ? scroll : 0 }, "", url);
    this.#turn(url, replace ? null : 0);
  }

  #turn(url, scroll) {
    const from = this.route;
    this.route = this.#read(url);
    this.dispatchEvent(new CustomEvent("change", { detail: { from, to: this.route, scroll } }));
  }

  #read(url) {
    for (const { page, pattern } of this.#pages) {
      const found = pattern.exec(url.pathname);
      if (found) return { page, parameters: { ...found.groups }, query: url.searchParams, url };
    }
    const home = url.pathname === "/";
    return { page: home ? this.#pages[0].page : null, parameters: {}, query: url.searchParams, url };
  }

  /** Plain clicks on links to our pages stay in this document; new tabs, downloads and other addresses do not. */
  #follow(click) {
    if (click.defaultPrevented || click.button) return;
    if (click.ctrlKey || click.metaKey || click.shiftKey || click.altKey) return;
    const link = click.target.closest?.("a[href]");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.getAttribute("href").startsWith("#") || !this.#read(new URL(link.href)).page) return;
    click.preventDefault();
    this.go(link.href);
  }
}

function pattern(path) {
  const source = path.replace(/\/\{(\w+)\}\?$/, "(?:/(?<$1>[^/]+))?").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}/?$`);
}

function text(query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, value);
  }
  return parameters.size ? `?${parameters}` : "";
}
