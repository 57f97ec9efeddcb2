import Domain
import HTTP

extension Routes {
  /// Prompts, their wordings and their history.
  static let prompts: [Route] = [
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/prompts", name: "listPrompts",
      summary: "Lists the prompts of a workspace, newest first", tag: .prompts, scope: .read, query: Prompts.query,
      status: .ok, content: .json(.promptPage), handle: Prompts.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/prompts", name: "createPrompt",
      summary: "Keeps a prompt; only its text must be there", tag: .prompts, scope: .write, body: .json(.promptDraft),
      status: .created, content: .json(.prompt), refusals: [.inTrash, .tooMany], handle: Prompts.create),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/prompts/facets", name: "listPromptFacets",
      summary: "Lists the folders and tags of a workspace's prompts, with counts", tag: .prompts, scope: .read,
      status: .ok, content: .json(.promptFacets), handle: Prompts.facets),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/prompts/export", name: "exportPrompts",
      summary: "Gives all prompts as a file: ours with every wording, or one that other programs read", tag: .prompts,
      scope: .read, query: [PromptFiles.form], status: .ok, content: .file(PromptFiles.forms),
      handle: PromptFiles.export),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/prompts/import", name: "importPrompts",
      summary: "Takes in the prompts of a file of ours, A1111's or Fooocus's, or one to a line; twice changes nothing",
      tag: .prompts, scope: .write, body: .file(PromptFiles.forms), status: .ok, content: .json(.promptImport),
      refusals: [.inTrash], handle: PromptFiles.take),
    Route(
      method: .get, pattern: "/api/v1/prompts/{id}", name: "getPrompt",
      summary: "Reads a prompt, also one in the trash", tag: .prompts, scope: .read, status: .ok,
      content: .json(.prompt), isVersioned: true, handle: Prompts.get),
    Route(
      method: .patch, pattern: "/api/v1/prompts/{id}", name: "updatePrompt",
      summary: "Changes what the patch names; the wording that it had is kept", tag: .prompts, scope: .write,
      body: .mergePatch(.promptPatch), status: .ok, content: .json(.prompt), isVersioned: true,
      handle: Prompts.update),
    Route(
      method: .delete, pattern: "/api/v1/prompts/{id}", name: "deletePrompt",
      summary: "Moves a prompt to the trash for 30 days", tag: .prompts, scope: .write, query: [permanent],
      status: .noContent, content: .none, isVersioned: true, handle: Prompts.delete),
    Route(
      method: .post, pattern: "/api/v1/prompts/{id}/restore", name: "restorePrompt",
      summary: "Takes a prompt out of the trash", tag: .prompts, scope: .write, status: .ok, content: .json(.prompt),
      refusals: [.tooMany], isVersioned: true, handle: Prompts.restore),
    Route(
      method: .get, pattern: "/api/v1/prompts/{id}/versions", name: "listPromptVersions",
      summary: "Lists the wordings of a prompt, the last first, each beside the one before it", tag: .prompts,
      scope: .read, query: Parameter.page, status: .ok, content: .json(.promptVersionPage),
      handle: PromptVersions.list),
    Route(
      method: .post, pattern: "/api/v1/prompts/{id}/versions/{n}/restore", name: "restorePromptVersion",
      summary: "Gives a prompt an earlier wording again, as its newest", tag: .prompts, scope: .write, status: .ok,
      content: .json(.prompt), isVersioned: true, handle: PromptVersions.restore),
    Route(
      method: .get, pattern: "/api/v1/prompts/{id}/lineage", name: "getPromptLineage",
      summary: "Says what was made with a prompt, and what of that", tag: .prompts, scope: .read, status: .ok,
      content: .json(.lineage), handle: Lineages.ofPrompt),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/prompt-history", name: "listPromptHistory",
      summary: "Lists every prompt that was ever sent off, the last used first", tag: .prompts, scope: .read,
      query: PromptHistory.query, status: .ok, content: .json(.usedPromptPage), handle: PromptHistory.list),
    Route(
      method: .delete, pattern: "/api/v1/prompt-history/{id}", name: "forgetPrompt",
      summary: "Takes a prompt out of the history for good", tag: .prompts, scope: .write, status: .noContent,
      content: .none, handle: PromptHistory.delete),
  ]
}
