import Domain
import HTTP

extension Routes {
  /// The enhancing of prompts, and advice.
  static let enhancements: [Route] = [
    Route(
      method: .post, pattern: "/api/v1/enhancements", name: "createEnhancement",
      summary: "Makes a prompt better in up to four ways, for the image model that it is meant for", tag: .enhancements,
      scope: .generate, body: .json(.enhancementDraft), status: .created, content: .json(.enhancement),
      refusals: [.notFound, .inTrash, .queueFull], mayStream: true, again: Enhancements.createAgain,
      handle: Enhancements.create),
    Route(
      method: .get, pattern: "/api/v1/enhancements/{id}", name: "getEnhancement", summary: "Reads an enhancement",
      tag: .enhancements, scope: .read, status: .ok, content: .json(.enhancement), handle: Enhancements.get),
    Route(
      method: .get, pattern: "/api/v1/enhancements/{id}/lineage", name: "getEnhancementLineage",
      summary: "Says what was made from an enhancement, and what of that", tag: .enhancements, scope: .read,
      status: .ok, content: .json(.lineage), handle: Lineages.ofEnhancement),
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/enhancements", name: "listEnhancements",
      summary: "Lists the enhancements of a workspace, newest first", tag: .enhancements, scope: .read,
      query: Parameter.page, status: .ok, content: .json(.enhancementPage), handle: Enhancements.list),
    Route(
      method: .post, pattern: "/api/v1/recommendations", name: "recommendModels",
      summary: "Says which of the models that work here suit a prompt, and why", tag: .enhancements, scope: .generate,
      body: .json(.recommendationDraft), status: .ok, content: .json(.recommendation), refusals: [.notFound],
      handle: Advice.recommend),
    Route(
      method: .post, pattern: "/api/v1/images/{id}/describe", name: "describeImage",
      summary: "Puts an image into a prompt, by a text model that sees, else as its recipe says", tag: .enhancements,
      scope: .generate, body: .jsonIfAny(.imageDescriptionDraft), status: .ok, content: .json(.imageDescription),
      refusals: [.inTrash], handle: Advice.describe),
  ]
}
