import Domain
import HTTP

/// xAI's images, and its chat beside them: JSON both ways, errors as plain texts, and what a call cost in ticks.
struct PlayedXAI: Played {
  static let kind = "xai"
  private let stage: Stage
  private let chat: PlayedChat

  init(_ stage: Stage) {
    self.stage = stage
    chat = PlayedChat(dialect: .xai, stage: stage)
  }

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.post, "/v1/images/generations"), (.post, "/v1/images/edits"): .submission
    default: chat.place(call)
    }
  }

  func key(_ call: Call) -> String? { call.bearer }

  func prompt(_ call: Call) async -> String? {
    call.path.hasPrefix("/v1/images/") ? call.json["prompt"]?.string : await chat.prompt(call)
  }

  func answer(_ call: Call) async -> Response {
    if !call.path.hasPrefix("/v1/images/") { return await chat.answer(call) }
    let isEdit = call.path.hasSuffix("edits")
    if let objection = objection(call.json, isEdit: isEdit) {
      return .json(["code": "Client specified an invalid argument", "error": .string(objection)], status: 400)
    }
    do { try await stage.whileHeld() } catch { return cut }
    let count = call.json["n"]?.int ?? 1
    let data = (0..<count).map { index -> JSON in
      let text = Base64.text(stage.picture(width: 64, height: 48, seed: UInt64(index)))
      return ["b64_json": .string(text), "mime_type": "image/png", "revised_prompt": ""]
    }
    return .json(["data": .array(data), "usage": ["cost_in_usd_ticks": .int(200_000_000 * count)]])
  }

  private func objection(_ body: JSON, isEdit: Bool) -> String? {
    guard case .object(let object) = body else { return "The body is no object." }
    let known = ["model", "prompt", "n", "aspect_ratio", "response_format", "quality", "user"]
    for name in object.members.map(\.name)
    where !(known + (isEdit ? ["image", "images", "mask"] : ["resolution"])).contains(name) {
      return "Unknown argument \(name)."
    }
    guard let prompt = body["prompt"]?.string, !prompt.isEmpty else { return "prompt is required" }
    if prompt.contains("forbidden") { return "Generated image rejected by content moderation" }
    if let ratio = body["aspect_ratio"]?.string, ratio.split(separator: ":").count != 2 { return "Bad aspect_ratio." }
    if let resolution = body["resolution"]?.string, !["1k", "2k"].contains(resolution) { return "Bad resolution." }
    if isEdit {
      let shown = body["images"]?.array ?? body["image"].map { [$0] } ?? []
      let areSound = shown.allSatisfy { $0["url"]?.string?.hasPrefix("data:image/") == true }
      if !(1...3).contains(shown.count) || !areSound || (body["image"] != nil && body["images"] != nil) {
        return "Bad images."
      }
    }
    return nil
  }
}
