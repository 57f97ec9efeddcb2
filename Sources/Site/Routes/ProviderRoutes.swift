import Domain
import HTTP

extension Routes {
  /// Connections to engines, and their models.
  static let providers: [Route] = [
    Route(
      method: .get, pattern: "/api/v1/providers", name: "listProviders", summary: "Lists the connections, by id",
      tag: .providers, scope: .read, query: Parameter.page, status: .ok, content: .json(.providerPage),
      handle: Providers.list),
    Route(
      method: .post, pattern: "/api/v1/providers", name: "createProvider",
      summary: "Sets up a connection and asks it for its models", tag: .providers, scope: .admin,
      body: .json(.providerDraft), status: .created, content: .json(.provider), refusals: [.alreadyExists],
      handle: Providers.create),
    Route(
      method: .post, pattern: "/api/v1/providers/discover", name: "discoverEngines",
      summary: "Looks for engines on this machine, on the ports where they usually listen", tag: .providers,
      scope: .admin, status: .ok, content: .json(.engineList), handle: Providers.discover),
    Route(
      method: .get, pattern: "/api/v1/providers/health", name: "providersHealth",
      summary: "Says how each connection fares", tag: .providers, scope: .read, status: .ok,
      content: .json(.providerHealthList), handle: Providers.health),
    Route(
      method: .get, pattern: "/api/v1/providers/{id}", name: "getProvider", summary: "Reads a connection",
      tag: .providers, scope: .read, status: .ok, content: .json(.provider), isVersioned: true,
      handle: Providers.get),
    Route(
      method: .patch, pattern: "/api/v1/providers/{id}", name: "updateProvider",
      summary: "Changes what the patch names; another origin in baseUrl forgets the key", tag: .providers,
      scope: .admin, body: .mergePatch(.providerPatch), status: .ok, content: .json(.provider),
      refusals: [.builtIn], isVersioned: true, handle: Providers.update),
    Route(
      method: .delete, pattern: "/api/v1/providers/{id}", name: "deleteProvider",
      summary: "Removes a connection and its key, unless work is under way with it; what it made stays",
      tag: .providers, scope: .admin, status: .noContent, content: .none, refusals: [.inUse], isVersioned: true,
      handle: Providers.delete),
    Route(
      method: .post, pattern: "/api/v1/providers/{id}/check", name: "checkProvider",
      summary: "Finds out, for nothing, whether a connection works", tag: .providers, scope: .write, status: .ok,
      content: .json(.providerCheck), handle: Providers.check),
    Route(
      method: .post, pattern: "/api/v1/providers/{id}/models/refresh", name: "refreshModels",
      summary: "Asks a connection for its models; they stay as they were when it does not answer", tag: .providers,
      scope: .write, status: .ok, content: .json(.providerRefresh), handle: Providers.refresh),
    Route(
      method: .get, pattern: "/api/v1/provider-kinds", name: "listProviderKinds",
      summary: "Lists what can be connected to, with the form of each", tag: .providers, scope: .read, status: .ok,
      content: .json(.providerKindList), handle: Providers.kinds),
    Route(
      method: .get, pattern: "/api/v1/models", name: "listModels",
      summary: "Lists the models of all connections, by id, as they were last seen", tag: .providers, scope: .read,
      query: Models.parameters, status: .ok, content: .json(.modelPage), handle: Models.list),
  ]
}
