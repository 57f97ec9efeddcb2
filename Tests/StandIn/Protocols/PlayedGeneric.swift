package import Domain
package import HTTP

/// A gateway that nobody foresaw: one address that answers with pictures, one that answers with a job.
package struct PlayedGeneric: Played {
  package static let kind = "generic"
  private let stage: Stage

  package init(_ stage: Stage) { self.stage = stage }

  /// What the contract suite describes it by.
  package static let models: JSON = [
    [
      "name": "acme/quick", "family": "sdxl",
      "request": [
        "path": "/api/paint",
        "body": [
          "text": "{{prompt}}", "avoid": "{{negativePrompt}}", "size": ["w": "{{width}}", "h": "{{height}}"],
          "seed": "{{seed}}", "n": "{{count}}",
        ],
      ],
      "pictures": "made[*].b64", "seed": "made[*].seed", "cost": "bill.usd", "imagesPerCall": 4,
      "parameters": ["width": ["default": 512], "height": ["default": 256]],
    ],
    [
      "name": "acme/slow", "family": "flux",
      "request": [
        "path": "/api/jobs", "headers": ["x-wish": "no hurry"],
        "body": ["input": ["text": "{{prompt}}", "size": "{{size}}", "seed": "{{seed}}"]],
      ],
      "pictures": "files", "error": "why",
      "job": [
        "id": "job.id", "poll": ["path": "/api/jobs/{{job}}"], "state": "job.state", "done": ["finished"],
        "failed": ["failed", "gone"], "progress": "job.percent",
        "cancel": ["method": "DELETE", "path": "/api/jobs/{{job}}"],
      ],
    ],
  ]

  package func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.post, "/api/paint"), (.post, "/api/jobs"): .submission
    case (.get, "/"): .question
    case (.get, _) where call.path.hasPrefix("/api/jobs/"): .poll
    case (.delete, _) where call.path.hasPrefix("/api/jobs/"): .cancel
    default: nil
    }
  }

  package func key(_ call: Call) -> String? { call.bearer }
  package func prompt(_ call: Call) async -> String? { (call.json["text"] ?? call.json["input"]?["text"])?.string }

  package func answer(_ call: Call) async -> Response {
    switch place(call) {
    case .question: return .json(["hello": "world"])
    case .cancel: return Response(.noContent)
    case .poll: return job(String(call.path.dropFirst("/api/jobs/".count)))
    default: return call.path == "/api/paint" ? await paint(call.json) : order(call)
    }
  }

  private func paint(_ body: JSON) async -> Response {
    guard let width = body["size"]?["w"]?.int, let height = body["size"]?["h"]?.int, let seed = body["seed"]?.int,
      let count = body["n"]?.int, (1...4_096).contains(width), (1...4_096).contains(height), (1...4).contains(count)
    else { return .refusal(422, "That is no order.") }
    do { try await stage.whileHeld() } catch { return cut }
    let made = (0..<count).map { index -> JSON in
      let bytes = stage.picture(width: Int(width), height: Int(height), seed: UInt64(seed + index))
      return ["b64": .string(Base64.text(bytes)), "seed": .int(seed + index)]
    }
    return .json(["made": .array(made), "bill": ["usd": 0.0025]])
  }

  private func order(_ call: Call) -> Response {
    let sides = call.json["input"]?["size"]?.string?.split(separator: "x").compactMap { Int($0) } ?? []
    guard sides.count == 2, let seed = call.json["input"]?["seed"]?.int, call.headers["x-wish"] == "no hurry" else {
      return .refusal(422, "That is no order.")
    }
    let id = "job_\(sides[0])_\(sides[1])_\(seed)"
    return .json(["job": ["id": .string(id), "state": "waiting"]], status: 202)
  }

  private func job(_ id: String) -> Response {
    let numbers = id.split(separator: "_").dropFirst().compactMap { Int($0) }
    guard id.hasPrefix("job_"), numbers.count == 3, numbers.prefix(2).allSatisfy({ (1...4_096).contains($0) }) else {
      return .refusal(404, "There is no such job.")
    }
    guard stage.isDone(id) else { return .json(["job": ["id": .string(id), "state": "painting", "percent": 40]]) }
    let file = stage.keep(
      stage.picture(width: numbers[0], height: numbers[1], seed: UInt64(max(0, numbers[2]))), for: Self.kind)
    return .json(["job": ["id": .string(id), "state": "finished"], "files": [.string(file)]])
  }
}
