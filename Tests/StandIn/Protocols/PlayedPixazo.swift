import Domain
import HTTP

/// The gateway: a path for each model, results as addresses, and jobs with a common place to ask for them.
struct PlayedPixazo: Played {
  static let kind = "pixazo"
  private let stage: Stage

  init(_ stage: Stage) { self.stage = stage }

  /// What each endpoint takes beside the prompt, and the field of its answer; nil for a job.
  private static let endpoints: [String: (fields: [String], result: String?)] = [
    "/getImage/v1/getSDXLImage": (
      ["negative_prompt", "width", "height", "num_steps", "guidance_scale", "seed"], "imageUrl"
    ),
    "/sdxl_lightning/getImage/v1/getSDXLImage": (
      ["negativePrompt", "width", "height", "num_steps", "guidance", "seed"], "imageUrl"
    ),
    "/sdxlTurbo/v2/getData": (
      ["width", "height", "num_inference_steps", "guidance_scale", "seed"], "output"
    ),
    "/inpainting/v1/getImage": (
      [
        "imageUrl", "maskUrl", "negative_prompt", "width", "height", "num_steps", "guidance", "seed", "strength",
      ], "imageUrl"
    ),
    "/sd3/v1/getData": (
      [
        "negativePrompt", "steps", "cfg", "aspect_ratio", "output_format", "output_quality", "prompt_strength", "seed",
      ], "output"
    ),
    "/sd3-5/v1/r-sd-3-5-large": (
      ["steps", "cfg", "aspect_ratio", "output_format", "output_quality", "prompt_strength", "seed"], "output"
    ),
    "/flux-1-schnell/v1/getData": (["num_steps", "width", "height", "seed"], "output"),
    "/flux-1-schnell/v1/getDataBatch": (["num_steps", "width", "height", "seed"], nil),
    "/flux-2-klein-4b/v1/generateImage": (["steps", "width", "height", "seed", "negative_prompt"], "output"),
    "/flux-2-max/v1/flux-2-max-request": (fluxTwo, nil),
    "/flux-2-pro-text-to-image-799/v1/flux-2-pro-text-to-image-request": (fluxTwo, nil),
    "/flux-2-pro-image-to-image-866/v1/flux-2-pro-image-to-image-request": (fluxTwo + ["image_urls"], nil),
  ]
  private static let fluxTwo = [
    "image_size", "num_images", "seed", "safety_tolerance", "enable_safety_checker", "output_format",
  ]

  func place(_ call: Call) -> Place? {
    if call.path == "/flux-1-schnell/v1/checkStatus", call.method == .post { return .poll }
    if call.path.hasPrefix("/v2/requests/status/"), call.method == .get { return .poll }
    return call.method == .post && Self.endpoints[call.path] != nil ? .submission : nil
  }

  func key(_ call: Call) -> String? { call.headers["ocp-apim-subscription-key"] }
  func prompt(_ call: Call) async -> String? { call.json["prompt"]?.string }

  func answer(_ call: Call) async -> Response {
    if call.path == "/flux-1-schnell/v1/checkStatus" { return batch(call) }
    if let id = call.path.split(separator: "/").last, call.path.hasPrefix("/v2/") { return status(String(id)) }
    guard let endpoint = Self.endpoints[call.path], case .object(let body) = call.json else {
      return .refusal(400, "The body is no object.")
    }
    guard let prompt = call.json["prompt"]?.string, !prompt.isEmpty else { return .refusal(400, "prompt is required") }
    for member in body.members where member.name != "prompt" && !endpoint.fields.contains(member.name) {
      return .refusal(400, "unknown field \(member.name)")
    }
    if prompt.contains("forbidden") {
      return .json(["error": "The prompt was blocked by content moderation."], status: 400)
    }
    let job = ticket(call)
    guard let result = endpoint.result else {
      if call.path.hasSuffix("getDataBatch") {
        let answer: JSON = [
          "requestId": .string("batch_" + job), "status": "queued", "pollingEndpoint": "/checkStatus",
        ]
        return .json(answer)
      }
      let polling = stage.url("/v2/requests/status/\(job)", for: Self.kind)
      return .json(["request_id": .string(job), "status": "QUEUED", "polling_url": .string(polling)], status: 202)
    }
    do { try await stage.whileHeld() } catch { return cut }
    return .json(JSON(member: result, .string(pictures(job)[0])))
  }

  /// Prompts of which the job fails, and what it says then.
  private static let failures = [
    "unlucky": "The worker ran out of memory.", "indecent": "Blocked by the safety filter.",
  ]

  /// Everything that its pictures are made of, so that a job needs no memory.
  private func ticket(_ call: Call) -> String {
    let width = call.json["width"]?.int ?? 64
    let height = call.json["height"]?.int ?? 64
    let seed = call.json["seed"]?.int ?? 42
    let prompt = call.json["prompt"]?.string ?? ""
    let failure = Self.failures.keys.first { prompt.contains($0) } ?? ""
    return "job_\(width)_\(height)_\(seed)_\(call.json["num_images"]?.int ?? 1)_\(failure)"
  }

  private func pictures(_ job: String) -> [String] {
    let numbers = job.split(separator: "_").dropFirst().compactMap { Int($0) }
    guard numbers.count == 4, (1...4_096).contains(numbers[0]), (1...4_096).contains(numbers[1]) else { return [""] }
    return (0..<numbers[3]).map { index in
      let seed = UInt64(numbers[2] + index)
      return stage.keep(stage.picture(width: numbers[0], height: numbers[1], seed: seed), for: Self.kind)
    }
  }

  private func status(_ job: String) -> Response {
    guard job.hasPrefix("job_") else { return .refusal(404, "No such request.") }
    guard stage.isDone(job) else { return .json(["request_id": .string(job), "status": "IN_PROGRESS", "output": nil]) }
    if let words = Self.failures.first(where: { job.hasSuffix($0.key) })?.value {
      return .json(["request_id": .string(job), "status": "FAILED", "error": ["message": .string(words)]])
    }
    let urls = pictures(job).map { JSON.string($0) }
    let output: JSON = ["media_url": .array(urls), "media_type": "image/png"]
    return .json(["request_id": .string(job), "status": "COMPLETED", "output": output, "error": nil])
  }

  private func batch(_ call: Call) -> Response {
    guard let id = call.json["requestId"]?.string, id.hasPrefix("batch_job_") else {
      return .refusal(404, "No such request.")
    }
    let job = String(id.dropFirst("batch_".count))
    guard stage.isDone(job) else { return .json(["status": "processing"]) }
    return .json(["status": "completed", "output": .string(pictures(job)[0]), "completedAt": 1_760_000_000_000])
  }
}

extension JSON {
  /// An object of one member.
  init(member name: String, _ value: JSON) {
    var object = Object()
    object.append(name, value)
    self = .object(object)
  }
}
