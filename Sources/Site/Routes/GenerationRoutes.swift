import Domain
import HTTP

extension Routes {
  /// Orders, the queue and what they cost.
  static let generations: [Route] = [
    Route(
      method: .get, pattern: "/api/v1/workspaces/{id}/generations", name: "listGenerations",
      summary: "Lists the generations of a workspace, newest first", tag: .generations, scope: .read,
      query: Parameter.page + [Generations.state], status: .ok, content: .json(.generationPage),
      handle: Generations.list),
    Route(
      method: .post, pattern: "/api/v1/workspaces/{id}/generations", name: "createGeneration",
      summary: "Takes an order for images: a recipe, of which only the prompt must be there", tag: .generations,
      scope: .generate, body: .json(.recipeDraft), status: .accepted, content: .json(.generation),
      refusals: [.inTrash, .queueFull, .budgetExceeded], handle: Submissions.create),
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
      method: .get, pattern: "/api/v1/generations/{id}/lineage", name: "getGenerationLineage",
      summary: "Says what a generation came from, and what came from it", tag: .generations, scope: .read, status: .ok,
      content: .json(.lineage), handle: Lineages.ofGeneration),
    Route(
      method: .post, pattern: "/api/v1/generations/{id}/cancel", name: "cancelGeneration",
      summary: "Ends a generation in whatever state it is; one that is over stays as it is", tag: .generations,
      scope: .generate, status: .ok, content: .json(.generation), handle: Generations.cancel),
    Route(
      method: .post, pattern: "/api/v1/generations/{id}/retry", name: "retryGeneration",
      summary: "Orders the same again, with the same seed, as a new generation", tag: .generations, scope: .generate,
      status: .accepted, content: .json(.generation),
      refusals: [.generationLive, .inTrash, .queueFull, .budgetExceeded],
      handle: Generations.retry),
    Route(
      method: .post, pattern: "/api/v1/generations/{id}/resolve", name: "resolveGeneration",
      summary: "Decides about a generation of which nobody knows what became of it", tag: .generations,
      scope: .generate, body: .json(.decision), status: .ok, content: .json(.generation),
      otherwise: (.accepted, "It is tried again, as this new generation."),
      refusals: [.generationLive, .generationEnded, .inTrash, .queueFull, .budgetExceeded], handle: Generations.resolve),
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
      method: .post, pattern: "/api/v1/workspaces/{id}/generations/preview", name: "previewGeneration",
      summary: "Says what a recipe would become, prompt by prompt, and what it would cost; nothing is made",
      tag: .generations, scope: .generate, body: .json(.recipeDraft), status: .ok, content: .json(.preview),
      refusals: [.inTrash], handle: Submissions.preview),
  ]
}
