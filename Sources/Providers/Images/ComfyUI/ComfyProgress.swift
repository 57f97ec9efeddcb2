import Domain

/// How far a graph is, from what ComfyUI tells over its WebSocket while it works node by node.
struct ComfyProgress {
  /// What a message was about.
  enum News: Equatable {
    case progress(ImageProgress)
    case preview([UInt8])
    /// Our prompt has ended, whichever way.
    case over
    case nothing
  }

  private let id: String
  private var weights: [String: Double] = [:]
  private var kinds: [String: String] = [:]
  private let total: Double
  private var done: Set<String> = []
  private var current: String?
  /// Of the current node.
  private var share = 0.0
  private var steps: (step: Int, steps: Int)?
  private var fraction = 0.0

  /// `id` is the prompt's. Of a graph that is not known, only steps are.
  init(_ graph: ComfyGraph, id: String) {
    self.id = id
    for node in graph.nodes {
      weights[node.id] = Self.weight(node.kind)
      kinds[node.id] = node.kind
    }
    total = max(1, weights.values.reduce(0, +))
  }

  /// Sampling takes most of the time by far.
  private static func weight(_ kind: String) -> Double {
    (kind.contains("Sampler") && !kind.hasSuffix("Select")) ? 30 : kind.contains("Upscale") ? 5 : 1
  }

  mutating func take(_ text: String) -> News {
    guard let json = try? JSON(parsing: Array(text.utf8)), let type = json["type"]?.string, let data = json["data"]
    else { return .nothing }
    // Some messages go to everybody.
    if let other = data["prompt_id"]?.string, other != id { return .nothing }
    switch type {
    case "execution_success", "execution_error", "execution_interrupted": return isOurs(data) ? .over : .nothing
    case "execution_cached":
      for node in data["nodes"].texts { finish(node) }
    case "executing":
      guard let node = data["node"]?.string else { return data["node"] == .null && isOurs(data) ? .over : .nothing }
      begin(node)
    case "executed":
      if let node = data["node"]?.string { finish(node) }
    case "progress":
      guard let value = data["value"]?.double, let most = data["max"]?.double else { return .nothing }
      if let node = data["node"]?.string, node != current { begin(node) }
      count(value, of: most)
    case "progress_state":
      guard case .object(let nodes)? = data["nodes"] else { return .nothing }
      for node in nodes.members { takeState(node.value, of: node.name) }
    default: return .nothing
    }
    return .progress(now())
  }

  private func isOurs(_ data: JSON) -> Bool { data["prompt_id"]?.string == id }

  private mutating func takeState(_ state: JSON, of node: String) {
    switch state["state"]?.string {
    case "finished": finish(node)
    case "running":
      if node != current { begin(node) }
      if let value = state["value"]?.double, let most = state["max"]?.double, most > 1 { count(value, of: most) }
    default: break
    }
  }

  private mutating func begin(_ node: String) {
    if let current { finish(current) }
    current = node
    share = 0
    steps = nil
  }

  private mutating func finish(_ node: String) {
    guard weights[node] != nil else { return }
    done.insert(node)
    if current == node {
      current = nil
      share = 0
      steps = nil
    }
  }

  private mutating func count(_ value: Double, of most: Double) {
    guard value.isFinite, most.isFinite, most >= 1, most <= 1e6 else { return }
    share = min(max(value / most, 0), 1)
    steps = (Int(min(max(value, 0), most)), Int(most))
  }

  private mutating func now() -> ImageProgress {
    let whole = done.reduce(0) { $0 + (weights[$1] ?? 0) }
    let part = current.flatMap { done.contains($0) ? nil : weights[$0] } ?? 0
    // It never goes back, whatever comes late.
    fraction = max(fraction, min((whole + part * share) / total, 1))
    var progress = ImageProgress(fraction: weights.isEmpty ? nil : fraction)
    if let steps { (progress.step, progress.steps) = (steps.step, steps.steps) }
    progress.stage = current.flatMap { kinds[$0] }.map(Self.stage) ?? "painting"
    return progress
  }

  private static func stage(_ kind: String) -> String {
    if kind.contains("Loader") { return "loading the model" }
    if kind.contains("Sampler") { return "painting" }
    if kind.contains("VAEDecode") { return "developing" }
    if kind.contains("Encode") { return "reading the prompt" }
    return String(kind.prefix(60))
  }

  /// A binary message: a picture on its way, alone or with words about it.
  func take(_ bytes: [UInt8]) -> News {
    func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    guard bytes.count > 8 else { return .nothing }
    switch number(0) {
    case 1: return .preview(Array(bytes[8...]))
    case 4:
      let length = number(4)
      guard length < bytes.count - 8, let about = try? JSON(parsing: Array(bytes[8..<8 + length])) else {
        return .nothing
      }
      if let other = about["prompt_id"]?.string, other != id { return .nothing }
      return .preview(Array(bytes[(8 + length)...]))
    default: return .nothing
    }
  }
}
