import Domain
import HTTP
import Support

/// OpenAI's images, and its chat beside them: JSON or events for what is made, a form for what is edited.
struct PlayedOpenAI: Played {
  static let kind = "openai"
  private let stage: Stage
  private let chat: PlayedChat

  init(_ stage: Stage) {
    self.stage = stage
    chat = PlayedChat(dialect: .openAI, stage: stage)
  }

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.post, "/v1/images/generations"), (.post, "/v1/images/edits"): .submission
    default: chat.place(call)
    }
  }

  func key(_ call: Call) -> String? { call.bearer }
  func prompt(_ call: Call) async -> String? {
    if !call.path.hasPrefix("/v1/images/") { return await chat.prompt(call) }
    return await fields(call)?["prompt"]?.string
  }

  func answer(_ call: Call) async -> Response {
    if !call.path.hasPrefix("/v1/images/") { return await chat.answer(call) }
    guard let fields = await fields(call) else { return .refusal(400, "The body cannot be read.") }
    if let objection = objection(fields, isEdit: call.path.hasSuffix("edits")) { return .refusal(400, objection) }
    if fields["prompt"]?.string?.contains("forbidden") == true {
      return .json(
        ["error": ["message": "Your request was rejected.", "code": "moderation_blocked", "param": nil]], status: 400)
    }
    do { try await stage.whileHeld() } catch { return cut }
    return fields["stream"] == true || fields["stream"] == "true"
      ? events(fields, of: call.path.hasSuffix("edits") ? "image_edit" : "image_generation") : whole(fields)
  }

  /// Why the real one would say no.
  private func objection(_ fields: JSON, isEdit: Bool) -> String? {
    guard case .object(let object) = fields, let model = fields["model"]?.string else { return "model is required" }
    if fields["prompt"]?.string?.isEmpty != false { return "prompt is required" }
    let gpt = [
      "quality", "background", "moderation", "output_format", "output_compression", "stream", "partial_images",
    ]
    let (known, sizes): ([String], [String]) =
      switch model {
      case "gpt-image-2": (gpt, [])
      case "gpt-image-1": (gpt, ["1024x1024", "1536x1024", "1024x1536"])
      case "dall-e-3": (["quality", "style", "response_format"], ["1024x1024", "1792x1024", "1024x1792"])
      case "dall-e-2": (["response_format"], ["256x256", "512x512", "1024x1024"])
      case "flux-dev": ([], [])
      case "black-forest-labs/FLUX.1-schnell":
        (["width", "height", "steps", "guidance_scale", "seed", "negative_prompt"], [])
      default: ([], ["none"])
      }
    let edit = isEdit ? ["image", "image[]", "mask", "input_fidelity"] : []
    for name in object.members.map(\.name) where !(["model", "prompt", "n", "size"] + known + edit).contains(name) {
      return "Unknown parameter: '\(name)'."
    }
    if let size = fields["size"]?.string, !sizes.isEmpty, !sizes.contains(size) { return "Invalid size." }
    if isEdit, model == "dall-e-3" || (object["image"] ?? object["image[]"]) == nil { return "image is required" }
    return nil
  }

  private func pictures(_ fields: JSON) -> [[UInt8]] {
    let size = (fields["size"]?.string ?? "64x64").split(separator: "x").compactMap { Int($0) }
    let count = fields["n"]?.int ?? fields["n"]?.string.flatMap { Int64($0) } ?? 1
    let width = fields["width"]?.int.map { Int($0) } ?? size.first ?? 64
    let height = fields["height"]?.int.map { Int($0) } ?? size.last ?? 64
    return (0..<count).map { stage.picture(width: width, height: height, seed: UInt64($0)) }
  }

  private func whole(_ fields: JSON) -> Response {
    let isURL = fields["response_format"] == "url" || fields["model"] == "flux-dev"
    let data = pictures(fields).map { bytes -> JSON in
      isURL ? ["url": .string(stage.keep(bytes, for: Self.kind))] : ["b64_json": .string(Base64.text(bytes))]
    }
    return .json([
      "created": 1_760_000_000, "data": .array(data),
      "usage": ["input_tokens": 12, "output_tokens": 272, "total_tokens": 284],
    ])
  }

  private func events(_ fields: JSON, of name: String) -> Response {
    var frames: [UInt8] = []
    func add(_ type: String, _ bytes: [UInt8], _ more: [(String, JSON)] = []) {
      var object = JSON.Object()
      object.append("type", .string(type))
      object.append("b64_json", .string(Base64.text(bytes)))
      for (name, value) in more { object.append(name, value) }
      frames += ServerSentEvent(name: type, data: JSON.object(object).bytes).frame
    }
    let count = fields["partial_images"]?.int ?? fields["partial_images"]?.string.flatMap { Int64($0) } ?? 0
    for number in 0..<count {
      add(
        "\(name).partial_image", Specimen.plain(width: 64, height: 64, seed: UInt64(number)),
        [("partial_image_index", .int(number))])
    }
    add("\(name).completed", pictures(fields)[0], [("usage", ["total_tokens": 284])])
    return Response(.ok, type: .eventStream, frames)
  }

  /// JSON as it is; of a form the texts, and how long each file is.
  private func fields(_ call: Call) async -> JSON? {
    guard call.path.hasSuffix("edits") else { return call.json }
    guard let type = call.headers["content-type"],
      let form = try? Multipart(.bytes(call.body), type: MediaType(type), limits: .init(total: 64 << 20))
    else { return nil }
    var object = JSON.Object()
    do {
      while let part = try await form.next() {
        let bytes = try await part.collect(upTo: 64 << 20)
        guard object[part.name] == nil || part.name == "image[]" else { return nil }
        if object[part.name] != nil { continue }
        let isFile = part.filename != nil
        object.append(part.name, isFile ? .int(Int64(bytes.count)) : .string(String(decoding: bytes, as: UTF8.self)))
      }
    } catch {
      return nil
    }
    return .object(object)
  }
}

extension Call {
  /// The key as most providers want to be shown it.
  package var bearer: String? {
    guard let value = headers["authorization"], value.hasPrefix("Bearer ") else { return nil }
    return String(value.dropFirst("Bearer ".count))
  }
}
