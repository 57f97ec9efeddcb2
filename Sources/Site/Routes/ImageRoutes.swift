import Domain
import HTTP

extension Routes {
  /// Images: lists, files and uploads.
  static let images: [Route] = [
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/images", name: "listImagesOfWorkspace",
      summary: "Lists the images of a workspace, newest first", tag: .images, scope: .read,
      query: ImageFilters.list, status: .ok, content: .json(.imagePage),
      handle: Images.listOfWorkspace),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/images", name: "uploadImages",
      summary: "Takes in an image, or many as a form; all of them or none", tag: .images, scope: .write,
      body: .pictures, status: .created, content: .json(.imageUpload),
      otherwise: (.ok, "The workspace had this image already; it was taken out of the trash if it lay there."),
      handle: Uploads.upload),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/images/export", name: "exportImages",
      summary: "Gives images as one zip file with a manifest.json; it is put together while it is sent", tag: .images,
      scope: .read, body: .json(.imageExport), status: .ok,
      content: .other(ImageExports.zip, "The files as they are, and what they are."), handle: ImageExports.send),
    Route(
      method: .get, pattern: "/api/v1/images", name: "listImages",
      summary: "Lists the images of all workspaces that are not in the trash, newest first", tag: .images,
      scope: .read, query: ImageFilters.list, status: .ok, content: .json(.imagePage),
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
      method: .get, pattern: "/api/v1/images/{id}/similar", name: "listSimilarImages",
      summary: "Lists the images of the same workspace that look almost like it, the most alike first", tag: .library,
      scope: .read, query: [.limit], status: .ok, content: .json(.similarImagePage), handle: Images.similar),
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
      method: .get, pattern: "/api/v1/images/{id}/lineage", name: "getImageLineage",
      summary: "Says what an image came from, and what came from it", tag: .images, scope: .read, status: .ok,
      content: .json(.lineage), handle: Lineages.ofImage),
  ]
}
