import Domain
import HTTP

/// What a request says to an images API: JSON to make, a form to edit.
struct OpenAIBody {
  private let request: ImageRequest
  private let model: OpenAIModel
  private let masks: Masks
  private let responseFormat: String

  init(_ request: ImageRequest, _ model: OpenAIModel, masks: Masks, responseFormat: String) {
    self.request = request
    self.model = model
    self.masks = masks
    self.responseFormat = responseFormat
  }

  private var pictures: [ImageFile] { model.edits ? request.pictures : [] }

  var path: String { pictures.isEmpty ? "/v1/images/generations" : "/v1/images/edits" }

  /// How many pictures are shown on the way.
  var previews: Int {
    guard case .gpt = model.make, request.count == 1 else { return 0 }
    return Int(clamping: min(3, max(0, request.extra["partialImages"]?.int ?? 0)))
  }

  var streams: Bool { previews > 0 }

  /// Throws `ProviderFailure` when a mask cannot be read.
  func encoded() async throws -> ([UInt8], MediaType) {
    guard pictures.isEmpty else {
      let form = try await form()
      return (form.bytes, form.type)
    }
    var json = JSONWriter()
    json.object { json in
      for (name, value) in fields { json.field(named: name, value) }
    }
    return (json.bytes, .json)
  }

  private func form() async throws -> FormBody {
    var form = FormBody()
    for (name, value) in fields { form.field(name, value.plain) }
    // One picture goes by the name that every server knows.
    let name = pictures.count == 1 ? "image" : "image[]"
    for (number, file) in pictures.enumerated() {
      form.file(name, "picture-\(number).\(file.format.fileExtension)", file.bytes, type: file.format.mediaType)
    }
    if let mask = request.mask { form.file("mask", "mask.png", try await masks.file(mask), type: "image/png") }
    return form
  }

  private var fields: [(String, JSON)] {
    var fields: [(String, JSON)] = [("model", .string(model.id)), ("prompt", .string(request.prompt))]
    if request.count > 1 { fields.append(("n", .int(Int64(request.count)))) }
    if model.make == .diffusion { return fields + diffusion }
    fields.append(("size", .string(size)))
    for (name, field) in [
      ("quality", "quality"), ("background", "background"), ("moderation", "moderation"),
      ("outputFormat", "output_format"), ("outputCompression", "output_compression"), ("style", "style"),
    ] {
      if let value = request.extra[name], value != .null { fields.append((field, value)) }
    }
    if !pictures.isEmpty, let fidelity = request.extra["inputFidelity"], fidelity != .null {
      fields.append(("input_fidelity", fidelity))
    }
    if streams { fields += [("stream", true), ("partial_images", .int(Int64(previews)))] }
    if let format { fields.append(("response_format", .string(format))) }
    return fields
  }

  private var diffusion: [(String, JSON)] {
    let all: [(String, JSON?)] = [
      ("width", .int(Int64(request.width))), ("height", .int(Int64(request.height))),
      ("steps", request.steps.map { .int(Int64($0)) }), ("guidance_scale", request.guidance.map { .double($0) }),
      ("seed", .int(Int64(request.seed))), ("negative_prompt", request.negativePrompt.map { .string($0) }),
      ("response_format", responseFormat == "b64_json" ? "base64" : format.map { .string($0) }),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The nearest where there are only a few.
  private var size: String {
    let nearest = model.sizes.min {
      ($0.width - request.width).magnitude + ($0.height - request.height).magnitude
        < ($1.width - request.width).magnitude + ($1.height - request.height).magnitude
    }
    return "\(nearest?.width ?? request.width)x\(nearest?.height ?? request.height)"
  }

  private var format: String? {
    switch model.make {
    case .gpt: nil
    case .dallE2, .dallE3: responseFormat == "url" ? "url" : "b64_json"
    case .other, .diffusion: responseFormat == "auto" ? nil : responseFormat
    }
  }
}

extension JSON {
  /// As a form says it.
  fileprivate var plain: String { string ?? String(decoding: bytes, as: UTF8.self) }
}
