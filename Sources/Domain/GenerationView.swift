/// A generation as it is shown: what is kept of it, and what only memory knows while it waits or runs.
package struct GenerationView: Sendable, Equatable {
  package let generation: Generation
  package let live: Live

  /// What is known of a generation only now.
  package struct Live: Sendable, Equatable {
    /// 1 for the next one; nil when it does not wait.
    package var queuePosition: Int?
    package var progress: ImageProgress?

    package init(queuePosition: Int? = nil, progress: ImageProgress? = nil) {
      self.queuePosition = queuePosition
      self.progress = progress
    }
  }

  package init(_ generation: Generation, live: Live = Live()) {
    self.generation = generation
    self.live = live
  }

  package static let readOnlyFields = [
    "id", "workspaceId", "state", "recipe", "resolvedPrompt", "progress", "queuePosition", "attempt", "retryAt",
    "images", "error", "estimatedCostMicros", "costMicros", "provider", "fallbackFrom", "createdAt", "startedAt",
    "finishedAt",
    "parentGenerationId",
  ]

  private var progress: ImageProgress {
    var progress = generation.state.isRunning ? live.progress ?? ImageProgress() : ImageProgress()
    let madePart = Double(generation.made.count) / Double(max(1, generation.shots.count))
    progress.fraction = max(progress.fraction ?? 0, madePart)
    progress.stage = generation.state.isRunning ? progress.stage ?? generation.state.rawValue : nil
    return progress
  }
}

extension GenerationView: JSONWritable {
  package func write(to json: inout JSONWriter) {
    let generation = generation
    let standing = generation.standing
    json.object { json in
      json.field("id", generation.id)
      json.field("workspaceId", generation.workspaceId)
      json.field("state", standing.state.shown.rawValue)
      json.field("recipe", generation.recipe)
      json.field("resolvedPrompt", generation.shots.first?.prompt)
      json.field("progress", progress)
      json.field("queuePosition", standing.state == .queued ? live.queuePosition : nil)
      json.field("priority", generation.priority)
      json.field("attempt", standing.attempt)
      json.field("retryAt", standing.notBefore)
      json.field("images", generation.images)
      json.field("error", standing.fault)
      json.field("estimatedCostMicros", generation.estimatedCostMicros)
      json.field("costMicros", generation.costMicros)
      json.field("provider", generation.provider)
      json.field("fallbackFrom", generation.predecessors.first)
      json.field("createdAt", generation.createdAt)
      json.field("startedAt", standing.startedAt)
      json.field("finishedAt", standing.finishedAt)
      json.field("parentGenerationId", generation.parentGenerationId)
    }
  }
}

extension Generation.Maker: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("name", name)
      json.field("kind", kind)
    }
  }
}

extension Generation.Predecessor: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("model", model)
      json.field("code", code.rawValue)
    }
  }
}

extension Generation.Image: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("index", index)
      json.field("width", width)
      json.field("height", height)
      json.field("thumbnailUrl", "/api/v1/images/\(id.text)/thumbnail")
    }
  }
}

extension ImageProgress: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("fraction", fraction)
      json.field("step", step)
      json.field("steps", steps)
      json.field("stage", stage)
      json.field("etaSeconds", etaSeconds)
    }
  }
}
