import Domain
import HTTP

extension Routes {
  /// The studio as a whole: trash, events, health and this description.
  static let studio: [Route] = [
    Route(
      method: .get, pattern: "/api/v1/usage", name: "getUsage",
      summary: "Says what was spent, by model, provider, day, workspace or user", tag: .studio, scope: .read,
      query: Usage.parameters, status: .ok, content: .json(.usage), handle: Usage.get),
    Route(
      method: .get, pattern: "/api/v1/search", name: "search",
      summary: "Finds images, prompts, chats and messages by their words, newest first", tag: .studio, scope: .read,
      query: Search.query, status: .ok, content: .json(.searchPage), handle: Search.list),
    Route(
      method: .get, pattern: "/api/v1/trash", name: "listTrash",
      summary: "Lists what can be restored, last deleted first", tag: .trash, scope: .read, query: Parameter.page,
      status: .ok, content: .json(.trashPage), handle: Trash.list),
    Route(
      method: .delete, pattern: "/api/v1/trash", name: "emptyTrash", summary: "Removes for good what is in the trash",
      tag: .trash, scope: .write, status: .noContent, content: .none, handle: Trash.empty),
    Route(
      method: .get, pattern: "/api/v1/events", name: "streamEvents",
      summary: "Tells what happens, as it happens, as server-sent events whose data are of the schema Event",
      tag: .events, scope: .read, query: [workspaceId], status: .ok,
      content: .other(.eventStream, "A stream without an end."), handle: Events.stream),
    Route(
      method: .get, pattern: "/api/v1/socket", name: "openSocket",
      summary: "Tells the same events over a WebSocket; `{\"resume\":\"<id>\"}` goes on after that event",
      tag: .events, scope: .read, query: [workspaceId], status: Status(101), content: .webSocket,
      handle: Socket.open),
    Route(
      method: .get, pattern: "/api/v1/about", name: "about", summary: "Says what this server is and may be asked",
      tag: .studio, scope: .public, status: .ok, content: .json(.about), handle: About.respond),
    Route(
      method: .get, pattern: "/livez", name: "live", summary: "Says that the process answers", tag: .operations,
      scope: .public, status: .ok, content: .json(.health), handle: Health.live),
    Route(
      method: .get, pattern: "/readyz", name: "ready", summary: "Says whether the server can do its work",
      tag: .operations, scope: .public,
      query: [Parameter(name: "verbose", kind: .mark, detail: "Tells each check.")],
      status: .ok, content: .json(.health), handle: Health.ready),
    Route(
      method: .get, pattern: "/healthz", name: "healthy", summary: "The same as /livez", tag: .operations,
      scope: .public, status: .ok, content: .json(.health), handle: Health.live),
    Route(
      method: .get, pattern: "/metrics", name: "metrics", summary: "Figures for Prometheus", tag: .operations,
      scope: .admin, status: .ok, content: .other(.text, "Prometheus text format."), handle: Metrics.respond),
    Route(
      method: .get, pattern: "/openapi.json", name: "openAPI", summary: "This description", tag: .operations,
      scope: .read, status: .ok, content: .json(.openAPI), handle: OpenAPI.respond),
    Route(
      method: .get, pattern: "/api/docs", name: "docs", summary: "This description, for people", tag: .operations,
      scope: .read, status: .ok, content: .other(.html, "A page."), refusals: [.notFound], isPage: true,
      handle: Pages.docs),
  ]
}
