import Domain
import HTTP

extension Routes {
  /// Workspaces.
  static let workspaces: [Route] = [
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
  ]
}
