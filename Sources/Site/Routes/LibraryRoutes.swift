import Domain
import HTTP

extension Routes {
  /// What finds and orders images: changes to many, counts, tags, albums and saved searches.
  static let library: [Route] = [
    Route(
      method: .post, pattern: "/api/v1/images/bulk", name: "changeImages",
      summary: "Changes up to 1,000 images, all of them or none", tag: .library, scope: .write,
      body: .json(.imageBulk), status: .ok, content: .json(.imageBulkResult), handle: Library.change),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/images/facets", name: "getImageFacets",
      summary: "Counts the images of a workspace by model, provider, size, tag and source", tag: .library, scope: .read,
      query: ImageFilters.parameters, status: .ok, content: .json(.imageFacets), handle: Library.facets),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/images/timeline", name: "getImageTimeline",
      summary: "Counts the images of a workspace by day", tag: .library, scope: .read, query: ImageFilters.parameters,
      status: .ok, content: .json(.imageTimeline), handle: Library.timeline),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/tags", name: "listTags",
      summary: "Lists the tags of a workspace's images by name", tag: .library, scope: .read,
      query: Parameter.page + [Tags.start], status: .ok, content: .json(.tagPage), handle: Tags.list),
    Route(
      method: .patch, pattern: "/api/v1/workspaces/{id}/tags/{name}", name: "renameTag",
      summary: "Gives a tag another name; where that is a tag already, the two become one", tag: .library,
      scope: .write, body: .mergePatch(.tagPatch), status: .ok, content: .json(.tag), handle: Tags.rename),
    Route(
      method: .delete, pattern: "/api/v1/workspaces/{id}/tags/{name}", name: "deleteTag",
      summary: "Takes a tag off all images of a workspace", tag: .library, scope: .write, status: .noContent,
      content: .none, handle: Tags.delete),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/albums", name: "listAlbums",
      summary: "Lists the albums of a workspace, newest first", tag: .library, scope: .read,
      query: Parameter.page + [trashed], status: .ok, content: .json(.albumPage), handle: Albums.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/albums", name: "createAlbum", summary: "Makes an album",
      tag: .library, scope: .write, body: .json(.albumDraft), status: .created, content: .json(.album),
      refusals: [.inTrash], handle: Albums.create),
    Route(
      method: .get, pattern: "/api/v1/albums/{id}", name: "getAlbum", summary: "Reads an album, also one in the trash",
      tag: .library, scope: .read, status: .ok, content: .json(.album), isVersioned: true, handle: Albums.get),
    Route(
      method: .patch, pattern: "/api/v1/albums/{id}", name: "updateAlbum",
      summary: "Changes what the patch names; null lets the newest image stand for it", tag: .library, scope: .write,
      body: .mergePatch(.albumPatch), status: .ok, content: .json(.album), isVersioned: true, handle: Albums.update),
    Route(
      method: .delete, pattern: "/api/v1/albums/{id}", name: "deleteAlbum",
      summary: "Moves an album to the trash for 30 days; its images stay", tag: .library, scope: .write,
      query: [permanent], status: .noContent, content: .none, isVersioned: true, handle: Albums.delete),
    Route(
      method: .post, pattern: "/api/v1/albums/{id}/restore", name: "restoreAlbum",
      summary: "Takes an album out of the trash, with the images that are in it", tag: .library, scope: .write,
      status: .ok, content: .json(.album), isVersioned: true, handle: Albums.restore),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/searches", name: "listSavedSearches",
      summary: "Lists the saved searches of a workspace, newest first", tag: .library, scope: .read,
      query: Parameter.page, status: .ok, content: .json(.savedSearchPage), handle: SavedSearches.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/searches", name: "saveSearch",
      summary: "Keeps filters and sort of a list of images under a name", tag: .library, scope: .write,
      body: .json(.savedSearchDraft), status: .created, content: .json(.savedSearch), refusals: [.inTrash],
      handle: SavedSearches.create),
    Route(
      method: .get, pattern: "/api/v1/searches/{id}", name: "getSavedSearch", summary: "Reads a saved search",
      tag: .library, scope: .read, status: .ok, content: .json(.savedSearch), isVersioned: true,
      handle: SavedSearches.get),
    Route(
      method: .patch, pattern: "/api/v1/searches/{id}", name: "updateSavedSearch",
      summary: "Changes what the patch names", tag: .library, scope: .write, body: .mergePatch(.savedSearchPatch),
      status: .ok, content: .json(.savedSearch), isVersioned: true, handle: SavedSearches.update),
    Route(
      method: .delete, pattern: "/api/v1/searches/{id}", name: "deleteSavedSearch",
      summary: "Removes a saved search for good; the images stay", tag: .library, scope: .write, status: .noContent,
      content: .none, isVersioned: true, handle: SavedSearches.delete),
  ]
}
