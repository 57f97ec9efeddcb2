import Domain
import HTTP

/// The one table of routes: the router, the description and the tests are made from it.
enum Routes {
  static let all: [Route] = [
    Route(
      method: .get, pattern: "/api/v1/workspaces", name: "listWorkspaces",
      summary: "Lists the workspaces, newest first", tag: .workspaces, scope: .read,
      query: Parameter.page + [
        Parameter(name: "archived", kind: .flag, detail: "Only archived ones, or only those that are not."),
        Parameter(name: "trashed", kind: .flag, detail: "Only those in the trash, last deleted first."),
      ],
      status: .ok, content: .json(.workspacePage), handle: Workspaces.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces", name: "createWorkspace", summary: "Makes a workspace",
      tag: .workspaces, scope: .write, body: .json(.workspaceDraft), status: .created, content: .json(.workspace),
      handle: Workspaces.create),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}", name: "getWorkspace",
      summary: "Reads a workspace, also one in the trash", tag: .workspaces, scope: .read, status: .ok,
      content: .json(.workspace), isVersioned: true, handle: Workspaces.get),
    Route(
      method: .patch, pattern: "/api/v1/workspaces/{id}", name: "updateWorkspace",
      summary: "Changes what the patch names; null gives a field back its default", tag: .workspaces, scope: .write,
      body: .mergePatch(.workspacePatch), status: .ok, content: .json(.workspace), isVersioned: true,
      handle: Workspaces.update),
    Route(
      method: .delete, pattern: "/api/v1/workspaces/{id}", name: "deleteWorkspace",
      summary: "Moves a workspace, with all that is in it, to the trash for 30 days", tag: .workspaces, scope: .write,
      query: [permanent],
      status: .noContent, content: .none, isVersioned: true, handle: Workspaces.delete),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/restore", name: "restoreWorkspace",
      summary: "Takes a workspace out of the trash", tag: .workspaces, scope: .write, status: .ok,
      content: .json(.workspace), isVersioned: true, handle: Workspaces.restore),

    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/images", name: "listImagesOfWorkspace",
      summary: "Lists the images of a workspace, newest first", tag: .images, scope: .read,
      query: Parameter.page + [trashed], status: .ok, content: .json(.imagePage),
      handle: Images.listOfWorkspace),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/images", name: "uploadImages",
      summary: "Takes in an image, or many as a form; all of them or none", tag: .images, scope: .write,
      body: .pictures, status: .created, content: .json(.imageUpload),
      otherwise: (.ok, "The workspace had this image already; it was taken out of the trash if it lay there."),
      handle: Uploads.upload),
    Route(
      method: .get, pattern: "/api/v1/images", name: "listImages",
      summary: "Lists the images of all workspaces that are not in the trash, newest first", tag: .images,
      scope: .read, query: Parameter.page + [trashed], status: .ok, content: .json(.imagePage),
      handle: Images.list),
    Route(
      method: .post, pattern: "/api/v1/images/inspect", name: "inspectImage",
      summary: "Finds the recipe in an image's file; nothing is stored", tag: .images, scope: .write,
      body: .picture, status: .ok, content: .json(.foundRecipe), handle: Uploads.inspect),
    Route(
      method: .get, pattern: "/api/v1/images/{id}", name: "getImage",
      summary: "Reads what is known of an image, also of one in the trash", tag: .images, scope: .read, status: .ok,
      content: .json(.image), isVersioned: true, handle: Images.get),
    Route(
      method: .patch, pattern: "/api/v1/images/{id}", name: "updateImage",
      summary: "Changes what the patch names; null empties a field", tag: .images, scope: .write,
      body: .mergePatch(.imagePatch), status: .ok, content: .json(.image), isVersioned: true, handle: Images.update),
    Route(
      method: .delete, pattern: "/api/v1/images/{id}", name: "deleteImage",
      summary: "Moves an image to the trash for 30 days", tag: .images, scope: .write, query: [permanent],
      status: .noContent, content: .none, isVersioned: true, handle: Images.delete),
    Route(
      method: .post, pattern: "/api/v1/images/{id}/restore", name: "restoreImage",
      summary: "Takes an image out of the trash", tag: .images, scope: .write, status: .ok, content: .json(.image),
      isVersioned: true, handle: Images.restore),
    Route(
      method: .get, pattern: "/api/v1/images/{id}/file", name: "getImageFile",
      summary: "Gives an image's file as it came", tag: .images, scope: .read, query: [Media.download, Media.strip],
      status: .ok, content: .picture, otherwise: (Status(206), "The part that was asked for."), isVersioned: true,
      handle: Media.file),
    Route(
      method: .get, pattern: "/api/v1/images/{id}/thumbnail", name: "getImageThumbnail",
      summary: "Gives an image made small, as JPEG, or as PNG where it can be seen through", tag: .images,
      scope: .read, query: [Media.size], status: .ok, content: .picture,
      otherwise: (Status(206), "The part that was asked for."), isVersioned: true, handle: Media.thumbnail),

    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/generations", name: "listGenerations",
      summary: "Lists the generations of a workspace, newest first", tag: .generations, scope: .read,
      query: Parameter.page + [Generations.state], status: .ok, content: .json(.generationPage),
      handle: Generations.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/generations", name: "createGeneration",
      summary: "Takes an order for images: a recipe, of which only the prompt must be there", tag: .generations,
      scope: .generate, body: .json(.recipeDraft), status: .accepted, content: .json(.generation),
      refusals: [.inTrash, .queueFull], handle: Submissions.create),
    Route(
      method: .get, pattern: "/api/v1/generations/{id}", name: "getGeneration",
      summary: "Reads a generation: where it stands, what came of it", tag: .generations, scope: .read, status: .ok,
      content: .json(.generation), handle: Generations.get),
    Route(
      method: .patch, pattern: "/api/v1/generations/{id}", name: "updateGeneration",
      summary: "Changes the priority of a generation that is not over", tag: .generations, scope: .generate,
      body: .mergePatch(.generationPatch), status: .ok, content: .json(.generation), refusals: [.generationEnded],
      handle: Generations.update),
    Route(
      method: .delete, pattern: "/api/v1/generations/{id}", name: "deleteGeneration",
      summary: "Removes a generation that is over; its images stay", tag: .generations, scope: .write,
      status: .noContent, content: .none, refusals: [.generationLive], handle: Generations.delete),
    Route(
      method: .post, pattern: "/api/v1/generations/{id}/cancel", name: "cancelGeneration",
      summary: "Ends a generation in whatever state it is; one that is over stays as it is", tag: .generations,
      scope: .generate, status: .ok, content: .json(.generation), handle: Generations.cancel),
    Route(
      method: .post, pattern: "/api/v1/generations/{id}/retry", name: "retryGeneration",
      summary: "Orders the same again, with the same seed, as a new generation", tag: .generations, scope: .generate,
      status: .accepted, content: .json(.generation), refusals: [.generationLive, .inTrash, .queueFull],
      handle: Generations.retry),
    Route(
      method: .post, pattern: "/api/v1/generations/{id}/resolve", name: "resolveGeneration",
      summary: "Decides about a generation of which nobody knows what became of it", tag: .generations,
      scope: .generate, body: .json(.decision), status: .ok, content: .json(.generation),
      otherwise: (.accepted, "It is tried again, as this new generation."),
      refusals: [.generationLive, .generationEnded, .inTrash, .queueFull], handle: Generations.resolve),
    Route(
      method: .get, pattern: "/api/v1/queue", name: "getQueue", summary: "Says how much waits and runs",
      tag: .generations, scope: .read, status: .ok, content: .json(.queue), handle: Queue.get),
    Route(
      method: .post, pattern: "/api/v1/queue/pause", name: "pauseQueue",
      summary: "Begins no generation any more, also after a restart; what runs goes on", tag: .generations,
      scope: .generate, status: .noContent, content: .none, handle: Queue.pause),
    Route(
      method: .post, pattern: "/api/v1/queue/resume", name: "resumeQueue", summary: "Begins generations again",
      tag: .generations, scope: .generate, status: .noContent, content: .none, handle: Queue.resume),
    Route(
      method: .get, pattern: "/api/v1/usage", name: "getUsage",
      summary: "Says what was spent, by model, provider, day or workspace", tag: .studio, scope: .read,
      query: Usage.parameters, status: .ok, content: .json(.usage), handle: Usage.get),
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

    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/generations/preview", name: "previewGeneration",
      summary: "Says what a recipe would become, prompt by prompt, and what it would cost; nothing is made",
      tag: .generations, scope: .generate, body: .json(.recipeDraft), status: .ok, content: .json(.preview),
      refusals: [.inTrash], handle: Submissions.preview),

    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/styles", name: "listStyles",
      summary: "Lists the styles of a workspace, newest first", tag: .styles, scope: .read,
      query: Parameter.page + [trashed], status: .ok, content: .json(.stylePage), handle: Styles.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/styles", name: "createStyle", summary: "Makes a style",
      tag: .styles, scope: .write, body: .json(.styleDraft), status: .created, content: .json(.style),
      refusals: [.inTrash], handle: Styles.create),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/styles/export", name: "exportStyles",
      summary: "Gives all styles as a file that other programs read", tag: .styles, scope: .read,
      query: [StyleFiles.form], status: .ok, content: .styleFile, handle: StyleFiles.export),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/styles/import", name: "importStyles",
      summary: "Takes in the styles of a file of A1111's, Fooocus's or ours; doing it twice changes nothing",
      tag: .styles, scope: .write, query: [StyleFiles.replace], body: .styleFile, status: .ok,
      content: .json(.styleImport), refusals: [.inTrash], handle: StyleFiles.take),
    Route(
      method: .get, pattern: "/api/v1/styles/{id}", name: "getStyle", summary: "Reads a style, also one in the trash",
      tag: .styles, scope: .read, status: .ok, content: .json(.style), isVersioned: true, handle: Styles.get),
    Route(
      method: .patch, pattern: "/api/v1/styles/{id}", name: "updateStyle",
      summary: "Changes what the patch names; null gives a field back its default", tag: .styles, scope: .write,
      body: .mergePatch(.stylePatch), status: .ok, content: .json(.style), isVersioned: true, handle: Styles.update),
    Route(
      method: .delete, pattern: "/api/v1/styles/{id}", name: "deleteStyle",
      summary: "Moves a style to the trash for 30 days", tag: .styles, scope: .write, query: [permanent],
      status: .noContent, content: .none, isVersioned: true, handle: Styles.delete),
    Route(
      method: .post, pattern: "/api/v1/styles/{id}/restore", name: "restoreStyle",
      summary: "Takes a style out of the trash", tag: .styles, scope: .write, status: .ok, content: .json(.style),
      isVersioned: true, handle: Styles.restore),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/wordlists", name: "listWordLists",
      summary: "Lists the word lists of a workspace without their words, newest first", tag: .styles, scope: .read,
      query: Parameter.page + [trashed], status: .ok, content: .json(.wordListPage), handle: WordLists.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/wordlists", name: "createWordList",
      summary: "Makes a word list, from which prompts draw with `__name__`", tag: .styles, scope: .write,
      body: .json(.wordListDraft), status: .created, content: .json(.wordList), refusals: [.inTrash],
      handle: WordLists.create),
    Route(
      method: .get, pattern: "/api/v1/wordlists/{id}", name: "getWordList",
      summary: "Reads a word list, also one in the trash", tag: .styles, scope: .read, status: .ok,
      content: .json(.wordList), isVersioned: true, handle: WordLists.get),
    Route(
      method: .patch, pattern: "/api/v1/wordlists/{id}", name: "updateWordList",
      summary: "Changes what the patch names; `words` are all of them", tag: .styles, scope: .write,
      body: .mergePatch(.wordListPatch), status: .ok, content: .json(.wordList), isVersioned: true,
      handle: WordLists.update),
    Route(
      method: .delete, pattern: "/api/v1/wordlists/{id}", name: "deleteWordList",
      summary: "Moves a word list to the trash for 30 days", tag: .styles, scope: .write, query: [permanent],
      status: .noContent, content: .none, isVersioned: true, handle: WordLists.delete),
    Route(
      method: .post, pattern: "/api/v1/wordlists/{id}/restore", name: "restoreWordList",
      summary: "Takes a word list out of the trash", tag: .styles, scope: .write, status: .ok,
      content: .json(.wordList), isVersioned: true, handle: WordLists.restore),

    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/chats", name: "listChats",
      summary: "Lists the chats of a workspace, the last used first", tag: .chats, scope: .read, query: Chats.query,
      status: .ok, content: .json(.chatPage), handle: Chats.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/chats", name: "createChat", summary: "Makes a chat",
      tag: .chats, scope: .write, body: .json(.chatDraft), status: .created, content: .json(.chat),
      refusals: [.inTrash], handle: Chats.create),
    Route(
      method: .get, pattern: "/api/v1/chats/{id}", name: "getChat", summary: "Reads a chat, also one in the trash",
      tag: .chats, scope: .read, status: .ok, content: .json(.chat), isVersioned: true, handle: Chats.get),
    Route(
      method: .patch, pattern: "/api/v1/chats/{id}", name: "updateChat",
      summary: "Changes what the patch names; leafMessageId shows another branch", tag: .chats, scope: .write,
      body: .mergePatch(.chatPatch), status: .ok, content: .json(.chat), isVersioned: true, handle: Chats.update),
    Route(
      method: .delete, pattern: "/api/v1/chats/{id}", name: "deleteChat",
      summary: "Moves a chat to the trash for 30 days", tag: .chats, scope: .write, query: [permanent],
      status: .noContent, content: .none, isVersioned: true, handle: Chats.delete),
    Route(
      method: .post, pattern: "/api/v1/chats/{id}/restore", name: "restoreChat",
      summary: "Takes a chat out of the trash",
      tag: .chats, scope: .write, status: .ok, content: .json(.chat), isVersioned: true, handle: Chats.restore),
    Route(
      method: .post, pattern: "/api/v1/chats/{id}/clear", name: "clearChat",
      summary: "Shows no branch any more; to show the old leaf again is to undo it", tag: .chats, scope: .write,
      status: .ok, content: .json(.chat), isVersioned: true, handle: Chats.clear),
    Route(
      method: .post, pattern: "/api/v1/chats/{id}/fork", name: "forkChat",
      summary: "Makes a chat of its own from the branch up to a message", tag: .chats, scope: .write,
      body: .json(.chatFork), status: .created, content: .json(.chat), handle: Chats.fork),
    Route(
      method: .get, pattern: "/api/v1/chats/{id}/messages", name: "listMessages",
      summary: "Lists the messages of the branch that is shown, oldest first", tag: .chats, scope: .read,
      query: Messages.query, status: .ok, content: .json(.messagePage), handle: Messages.list),
    Route(
      method: .post, pattern: "/api/v1/chats/{id}/messages", name: "say",
      summary: "Keeps what a person says and asks the model; the reply goes on without the client", tag: .chats,
      scope: .write, body: .json(.messageDraft), status: .created, content: .json(.messageExchange),
      refusals: [.inTrash, .queueFull], mayStream: true, again: Messages.sayAgain, handle: Messages.say),
    Route(
      method: .get, pattern: "/api/v1/chats/{id}/export", name: "exportChat",
      summary: "Gives a chat as a file: lossless JSON, or the branch that is shown as Markdown, text or HTML",
      tag: .chats, scope: .read, query: ChatFiles.query, status: .ok,
      content: .other(MediaType("application/octet-stream"), "A file."), handle: ChatFiles.export),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/chats/import", name: "importChats",
      summary: "Takes in chats from a file of Pixazo, ChatGPT, Open WebUI or LibreChat, and reports on each",
      tag: .chats, scope: .write, body: .json(.chatFile), status: .ok, content: .json(.chatImport),
      refusals: [.inTrash], bodyLimit: ChatFile.mostBytes, handle: ChatFiles.take),
    Route(
      method: .get, pattern: "/api/v1/messages/{id}", name: "getMessage", summary: "Reads a message", tag: .chats,
      scope: .read, status: .ok, content: .json(.message), handle: Messages.get),
    Route(
      method: .patch, pattern: "/api/v1/messages/{id}", name: "updateMessage",
      summary: "Says what one thinks of a reply",
      tag: .chats, scope: .write, body: .mergePatch(.messagePatch), status: .ok, content: .json(.message),
      handle: Messages.update),
    Route(
      method: .delete, pattern: "/api/v1/messages/{id}", name: "deleteMessage",
      summary: "Moves a message, with all that follows it, to the trash for 30 days", tag: .chats, scope: .write,
      status: .noContent, content: .none, handle: Messages.delete),
    Route(
      method: .post, pattern: "/api/v1/messages/{id}/restore", name: "restoreMessage",
      summary: "Takes a message, with all that followed it, out of the trash", tag: .chats, scope: .write, status: .ok,
      content: .json(.message), refusals: [.inTrash], handle: Messages.restore),
    Route(
      method: .get, pattern: "/api/v1/messages/{id}/stream", name: "streamMessage",
      summary: "Tells what was written of a reply and then each new piece, as server-sent events", tag: .chats,
      scope: .read, status: .ok, content: .other(.eventStream, "Ends with the reply."), handle: Messages.stream),
    Route(
      method: .post, pattern: "/api/v1/messages/{id}/stop", name: "stopMessage",
      summary: "Ends a reply now and keeps what was written", tag: .chats, scope: .write, status: .ok,
      content: .json(.message), handle: Messages.stop),
    Route(
      method: .post, pattern: "/api/v1/messages/{id}/regenerate", name: "regenerateMessage",
      summary: "Has a reply written anew, beside the old one", tag: .chats, scope: .write,
      body: .jsonIfAny(.regeneration), status: .accepted, content: .json(.message),
      refusals: [.inTrash, .queueFull], handle: Messages.regenerate),

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
      scope: .read, status: .ok, content: .other(.html, "A page."), isPage: true, handle: Pages.docs),
  ]

  private static let workspaceId = Parameter(
    name: "workspaceId", kind: .identifier, detail: "Only what happens in this workspace.")

  private static let permanent = Parameter(
    name: "permanent", kind: .flag, detail: "Removes it for good instead.")
  private static let trashed = Parameter(
    name: "trashed", kind: .flag, detail: "Only those in the trash, last deleted first.")

  static let router: Router<Int> = {
    var router = Router<Int>()
    for (place, route) in all.enumerated() { router.add(route.method, route.pattern, place) }
    return router
  }()
}
