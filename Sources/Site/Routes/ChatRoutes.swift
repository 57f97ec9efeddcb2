import Domain
import HTTP

extension Routes {
  /// Chats and their messages.
  static let chats: [Route] = [
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
      method: .post, pattern: "/api/v1/chats/{id}/generations", name: "createChatGeneration",
      summary: "Takes an order for images in a chat; a message tells it, and another brings the images", tag: .chats,
      scope: .generate, body: .json(.chatRecipe), status: .accepted, content: .json(.generation),
      refusals: [.inTrash, .queueFull], handle: ChatPictures.create),
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
      method: .get, pattern: "/api/v1/messages/{id}/lineage", name: "getMessageLineage",
      summary: "Says what was made from a message, and what of that", tag: .chats, scope: .read, status: .ok,
      content: .json(.lineage), handle: Lineages.ofMessage),
    Route(
      method: .post, pattern: "/api/v1/messages/{id}/stop", name: "stopMessage",
      summary: "Ends a reply now and keeps what was written", tag: .chats, scope: .write, status: .ok,
      content: .json(.message), handle: Messages.stop),
    Route(
      method: .post, pattern: "/api/v1/messages/{id}/regenerate", name: "regenerateMessage",
      summary: "Has a reply written anew, beside the old one", tag: .chats, scope: .write,
      body: .jsonIfAny(.regeneration), status: .accepted, content: .json(.message),
      refusals: [.inTrash, .queueFull], handle: Messages.regenerate),
  ]
}
