// <workspaces-page>: all workspaces, the archive, and the trash of the whole studio. Properties: `context`
// ({workspaces, router, keyboard, stream}), `route`. Its state is its address: view, q, sort, new, edit.

import "../elements/trash-list.js";
import "../elements/workspace-card.js";
import "../elements/workspace-form.js";
import { freshColor } from "../lib/color.js";
import { number } from "../lib/format.js";
import { fill, h, mark, reconcile, write } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { icon } from "../lib/icons.js";
import { recent } from "../lib/recent-pictures.js";
import { Trash } from "../lib/trash.js";
import { arrange, SORTS, VIEWS } from "../lib/workspace-lists.js";
import { TrashActions } from "./trash-actions.js";
import { WorkspaceActions } from "./workspace-actions.js";
import { workspacesState } from "./workspaces-states.js";

const SYMBOLS = { active: "layers", archived: "archive", trash: "trash" };
const MINUTE = 60_000;

export class WorkspacesPage extends HTMLElement {
  context = null;
  #route = null;
  #parts = null;
  #actions = null;
  #trash = new Trash();
  #thrown = null;
  #leave = [];

  connectedCallback() {
    const { workspaces, keyboard, stream } = this.context;
    const tell = (news) => this.#tell(news);
    this.#actions ??= new WorkspaceActions(workspaces, tell);
    this.#thrown ??= new TrashActions(this.#trash, tell);
    this.#parts ??= this.#build();
    const listen = (target, name, action) => {
      target.addEventListener(name, action);
      return () => target.removeEventListener(name, action);
    };
    const clock = setInterval(() => this.#cards.forEach((card) => card.tick()), MINUTE);
    const on = (id, action) => keyboard.bind(id, action);
    this.#trash.load();
    this.#leave = [
      listen(workspaces, "change", () => this.#draw()), listen(this.#trash, "change", () => this.#draw()),
      listen(recent, "change", ({ detail }) =>
        this.#cards.find(({ workspace }) => workspace.id === detail)?.showPictures()),
      listen(stream, "event", ({ detail }) => {
        recent.heard(detail);
        this.#trash.heard(detail);
      }),
      listen(stream, "resync", () => this.#trash.load()), () => clearInterval(clock),
      on("search.focus", () => this.#parts.search.focus()),
      on("workspaces.edit", () => this.#onCard("edit")),
      on("workspaces.rename", () => (this.#focusedCard ? void this.#focusedCard.rename() : false)),
      on("workspaces.archive", () => this.#onCard(this.#focusedCard?.workspace.archivedAt ? "unarchive" : "archive")),
      on("workspaces.trash", () => (this.#view === "trash" ? this.#onThrown("purge") : this.#onCard("trash"))),
      on("workspaces.restore", () => this.#onThrown("restore")),
    ];
  }

  disconnectedCallback() {
    for (const leave of this.#leave) leave();
  }

  set route(route) {
    this.#route = route;
    const { search, sort } = this.#parts;
    if (search !== document.activeElement) search.value = this.#query;
    sort.value = this.#sort;
    this.#draw();
  }

  get #view() {
    const view = this.#route.query.get("view");
    return VIEWS.includes(view) ? view : VIEWS[0];
  }

  get #sort() {
    const sort = this.#route.query.get("sort");
    return SORTS.includes(sort) ? sort : SORTS[0];
  }

  get #query() {
    return this.#route.query.get("q") ?? "";
  }

  get #cards() {
    return [...this.#parts.grid.querySelectorAll("workspace-card")];
  }

  get #focusedCard() {
    return document.activeElement?.closest?.("workspace-card");
  }

  #build() {
    const link = (view) => h("a", { class: "nav-l" },
      icon(SYMBOLS[view]), t(`workspaces.views.${view}`), h("span", { class: "n" }));
    const links = Object.fromEntries(VIEWS.map((view) => [view, link(view)]));
    const heading = h("h1", { class: "title", tabindex: "-1" });
    const hint = h("p", { class: "t2" });
    const add = h("a", { class: "btn btn-primary" }, icon("plus"), t("workspaces.new"));
    const empty = h("button", {
      type: "button", class: "btn btn-danger", onclick: () => this.#emptyTrash(),
    }, icon("trash"), t("trash.empty"));
    const { search, sort, tools } = this.#buildTools();
    const trash = h("trash-list", {
      onmore: () => this.#trash.more(), onact: ({ detail }) => this.#undoThrow(detail.action, detail.item),
    });
    trash.context = this.context;
    trash.trash = this.#trash;
    const news = h("p", { class: "found small t3", role: "status" });
    const place = h("div", { class: "place" });
    const grid = h("ul", {
      class: "grid", onkeydown: (press) => this.#walk(press),
      onact: ({ detail }) => this.#act(detail.action, detail.workspace),
      onrename: ({ detail }) => this.#rename(detail.workspace, detail.name),
    });
    const form = h("workspace-form", {
      onclosed: () => this.#formClosed(), onsaved: ({ detail }) => this.#focusOn(detail.id, null, true),
    });
    this.append(
      h("nav", { class: "side views", "aria-label": t("workspaces.views.label") },
        h("div", { class: "list" }, Object.values(links))),
      h("div", { class: "scroll", "data-scroll": true },
        h("div", { class: "body" },
          h("header", {}, h("div", {}, heading, hint), h("div", { class: "acts" }, empty, add)),
          tools, news, place, grid, trash)),
      form);
    return { links, search, sort, tools, heading, hint, add, empty, grid, trash, place, news, form };
  }

  #buildTools() {
    const { router } = this.context;
    const change = (query) => router.go(router.here(query), { replace: true });
    const search = h("input", {
      type: "search", "aria-label": t("workspaces.search"), placeholder: t("workspaces.search"), autocomplete: "off",
      spellcheck: "false", oninput: () => change({ q: search.value.trim() }),
      onkeydown: (press) => this.#leaveSearch(press),
    });
    const sort = h("select", {
      class: "form-select", "aria-label": t("workspaces.sort"),
      onchange: () => change({ sort: sort.value === SORTS[0] ? null : sort.value }),
    }, SORTS.map((each) => h("option", { value: each }, t(`workspaces.sorts.${each}`))));
    const tools = h("div", { class: "tools", role: "search" },
      h("div", { class: "search" }, icon("search"), search, h("kbd", { class: "kbd", "aria-hidden": "true" }, "/")),
      sort);
    return { search, sort, tools };
  }

  #draw() {
    if (!this.#route) return;
    const { workspaces, router } = this.context;
    const { links, heading, hint, add, empty, grid, news, tools, trash } = this.#parts;
    const view = this.#view, isTrash = view === "trash";
    const lists = { active: workspaces.active, archived: workspaces.archived };
    const counts = { trash: this.#trash.state === "ready" ? number(this.#trash.items.length)
      + (this.#trash.whole ? "" : "+") : "" };
    for (const [name, list] of Object.entries(lists)) {
      counts[name] = workspaces.state === "ready" ? number(list.length) : "";
    }
    const order = this.#route.query.get("sort");
    for (const [name, link] of Object.entries(links)) {
      mark(link, "href", router.href("workspaces", { view: name === VIEWS[0] ? null : name, sort: order }));
      mark(link, "aria-current", name === view && "page");
      write(link.lastChild, counts[name]);
    }
    write(heading, t(`workspaces.titles.${view}`));
    write(hint, t(`workspaces.hints.${view}`));
    mark(add, "href", router.here({ new: "1", edit: null }));
    add.hidden = view !== "active";
    empty.hidden = !isTrash || this.#trash.items.length === 0;
    tools.hidden = grid.hidden = isTrash;
    trash.hidden = !isTrash;
    if (isTrash) trash.show();
    const found = isTrash ? [] : arrange(lists[view], { query: this.#query, sort: this.#sort });
    write(news, !isTrash && this.#query && workspaces.state === "ready" ? t("workspaces.found", { count: found.length }) : "");
    reconcile(grid, found, {
      key: (each) => each.id,
      make: () => h("li", {}, h("workspace-card", {})),
      update: (item, each) => item.firstChild.show(each, {
        current: each.id === this.context.currentId(), href: router.href("create", { workspace: each.id }),
        galleryHref: router.href("gallery", { workspace: each.id }),
      }),
    });
    if (isTrash) this.#drawPlace(this.#trash, this.#trash.items.length, "");
    else this.#drawPlace(workspaces, found.length, this.#query);
    this.#openForm();
    const edited = workspaces.get(this.#parts.form.subject);
    if (edited) this.#parts.form.follow(edited);
  }

  /** What stands in place of a list: `source` has its state, of which `shown` things are drawn. */
  #drawPlace({ state, problem }, shown, query) {
    const { workspaces, router } = this.context, { place } = this.#parts, isTrash = this.#view === "trash";
    const empty = state === "loading" && isTrash ? "bare" : state !== "ready" ? state : query ? "nothing" : this.#view;
    const kind = shown > 0 ? null : empty;
    const words = `${kind} ${query} ${problem?.requestId}`;
    if (place.dataset.words === words) return;
    place.dataset.words = words;
    mark(place, "aria-busy", (kind === "loading" || kind === "bare") && "true");
    fill(place, workspacesState(kind, {
      problem, retry: () => (isTrash ? this.#trash : workspaces).load(),
      title: t(isTrash ? "trash.notLoaded" : "workspaces.notLoaded"),
      query, clear: () => this.#clearSearch(), newHref: router.here({ new: "1" }),
    }));
  }

  #openForm() {
    const { workspaces } = this.context;
    const { form } = this.#parts;
    const edit = this.#route.query.get("edit");
    const wanted = edit ?? (this.#route.query.has("new") ? "new" : null);
    if (wanted === form.subject) return;
    if (!wanted) return form.close();
    const workspace = edit ? workspaces.get(edit) : null;
    if (edit && (!workspace || workspace.deletedAt)) {
      // A link may open before the list is here; the list's arrival draws, and comes back.
      return workspaces.state === "loading" ? undefined : this.#formClosed();
    }
    form.close();
    form.open({
      models: this.context.models,
      workspace, color: freshColor(workspaces.living),
      save: (body, version) => (workspace ? this.#save(workspace, body, version) : this.#create(body)),
    });
  }

  #formClosed() {
    const { router } = this.context;
    const { query } = this.#route;
    if (query.has("edit") || query.has("new")) router.go(router.here({ edit: null, new: null }), { replace: true });
  }

  async #create(body) {
    const made = await this.context.workspaces.create(body);
    this.#tell({ text: t("done.created", made) });
    if (this.#query) this.#clearSearch();
    return made;
  }

  async #save(workspace, body, version) {
    try {
      const saved = await this.context.workspaces.change(workspace, body, version);
      this.#tell({ text: t("done.saved", saved) });
      return saved;
    } catch (problem) {
      if (problem.status === 412) problem.latest = await this.context.workspaces.refresh(workspace.id);
      throw problem;
    }
  }

  async #act(action, workspace) {
    const { router } = this.context;
    if (action === "edit") return router.go(router.here({ edit: workspace.id, new: null }));
    const next = this.#neighbour(workspace.id);
    if (await this.#actions.do(action, workspace)) this.#focusOn(workspace.id, next);
  }

  async #rename(workspace, name) {
    if (await this.#actions.rename(workspace, name)) this.#focusOn(workspace.id);
  }

  async #emptyTrash() {
    if (await this.#thrown.empty()) this.#parts.heading.focus();
  }

  /** The focus goes on to what took its place. */
  async #undoThrow(action, item) {
    const place = this.#trash.items.indexOf(item);
    if (await this.#thrown.do(action, item) && !this.#parts.trash.focusOn(null, place)) this.#parts.heading.focus();
  }

  #onThrown(action) {
    const item = this.#view === "trash" ? this.#parts.trash.current : null;
    return item ? void this.#undoThrow(action, item) : false;
  }

  #tell(news) {
    this.dispatchEvent(new CustomEvent("toast", { bubbles: true, detail: news }));
  }

  #onCard(action) {
    const card = this.#focusedCard;
    return card ? void this.#act(action, card.workspace) : false;
  }

  /** Arrows walk from card to card; in a grid, up and down go to the card above and below. */
  #walk(press) {
    if (!press.target.matches("a.name, menu-button > button") || press.ctrlKey || press.altKey) return;
    const cards = this.#cards, card = press.target.closest("workspace-card"), at = cards.indexOf(card);
    const columns = cards.filter((each) => each.offsetTop === cards[0].offsetTop).length;
    const inMenuButton = press.target.matches("menu-button > button");
    // On a menu button, up and down open the menu.
    const steps = { ArrowRight: 1, ArrowLeft: -1, ...(!inMenuButton && { ArrowDown: columns, ArrowUp: -columns }) };
    const to = at + steps[press.key];
    if (!cards[to]) return;
    press.preventDefault();
    focusCard(cards[to]);
  }

  #leaveSearch(press) {
    if (press.key === "Escape" && this.#parts.search.value) {
      this.#clearSearch();
      press.preventDefault();
    } else if (press.key === "ArrowDown" && this.#cards[0]) {
      focusCard(this.#cards[0]);
      press.preventDefault();
    }
  }

  #clearSearch() {
    const { router } = this.context;
    this.#parts.search.value = "";
    router.go(router.here({ q: null }), { replace: true });
    this.#parts.search.focus();
  }

  #neighbour(id) {
    const cards = this.#cards, at = cards.findIndex((card) => card.workspace.id === id);
    return (cards[at + 1] ?? cards[at - 1])?.workspace.id;
  }

  /** Focus goes to this card, or where it was if it has left the list, or to the heading of an empty list. */
  #focusOn(id, next, always = false) {
    const active = document.activeElement;
    const isLost = active === document.body || active === document.getElementById("main");
    if (!always && !isLost && !active.closest("workspace-card, dialog")) return;
    const find = (wanted) => this.#cards.find((each) => each.workspace.id === wanted);
    const card = find(id) ?? find(next);
    if (card) focusCard(card);
    else this.#parts.heading.focus();
  }
}

function focusCard(card) {
  card.querySelector("a.name")?.focus();
  card.scrollIntoView({ block: "nearest" });
}

customElements.define("workspaces-page", WorkspacesPage);
