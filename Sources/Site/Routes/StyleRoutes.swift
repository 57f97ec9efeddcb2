import Domain
import HTTP

extension Routes {
  /// Styles and word lists.
  static let styles: [Route] = [
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
      query: [StyleFiles.form], status: .ok, content: .file(StyleFiles.forms), handle: StyleFiles.export),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/styles/import", name: "importStyles",
      summary: "Takes in the styles of a file of A1111's, Fooocus's or ours; doing it twice changes nothing",
      tag: .styles, scope: .write, query: [StyleFiles.replace], body: .file(StyleFiles.forms), status: .ok,
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
  ]
}
