import Domain
import HTTP

/// stable-diffusion.cpp's server: one model, jobs in a line, pictures as base64 in the job.
struct PlayedSDCpp: Played {
  static let kind = "sdcpp"
  private let stage: Stage

  init(_ stage: Stage) { self.stage = stage }

  /// The native interface; its own name may have become a part of the base URL.
  private func path(_ call: Call) -> Substring {
    call.path.hasPrefix("/sdcpp/") ? call.path.dropFirst(6) : call.path[...]
  }

  func place(_ call: Call) -> Place? {
    let path = path(call)
    switch call.method {
    case .get where path == "/v1/capabilities": return .question
    case .get where path.hasPrefix("/v1/jobs/"): return .poll
    case .post where path == "/v1/img_gen": return .submission
    case .post where path.hasPrefix("/v1/jobs/") && path.hasSuffix("/cancel"): return .cancel
    default: return nil
    }
  }

  func key(_ call: Call) -> String? { call.bearer }
  func prompt(_ call: Call) async -> String? { call.json["prompt"]?.string }

  func answer(_ call: Call) async -> Response {
    switch place(call) {
    case .question: return .json(Self.capabilities)
    case .submission: return submit(call)
    case .cancel: return .json(["error": "job is generating"], status: 409)
    default: return job(String(path(call).dropFirst("/v1/jobs/".count)))
    }
  }

  private static let capabilities: JSON = [
    "model": [
      "name": "flux-2-klein-4b.safetensors", "stem": "flux-2-klein-4b", "path": "/models/flux-2-klein-4b.safetensors",
    ],
    "current_mode": "img_gen", "supported_modes": ["img_gen", "vid_gen"],
    "defaults_by_mode": [
      "img_gen": ["width": 512, "height": 512, "sample_params": ["sample_steps": 20, "guidance": ["txt_cfg": 7.0]]]
    ],
    "output_formats_by_mode": ["img_gen": ["png", "jpeg"]], "features_by_mode": ["img_gen": ["init_image": true]],
    "samplers": ["euler", "euler_a", "dpm++2m", "lcm"], "schedulers": ["discrete", "karras", "simple"],
    "loras": [["name": "ink", "path": "styles/ink.safetensors"]], "upscalers": [],
    "limits": [
      "min_width": 64, "max_width": 4096, "min_height": 64, "max_height": 4096, "max_batch_count": 8,
      "max_queue_size": 64,
    ],
  ]

  private static let fields: Set<String> = [
    "prompt", "negative_prompt", "width", "height", "seed", "batch_count", "sample_params", "init_image", "strength",
    "mask_image", "ref_images", "lora", "clip_skip", "vae_tiling_params", "output_format",
  ]

  private func submit(_ call: Call) -> Response {
    guard case .object(let body) = call.json else { return .json(["error": "invalid json"], status: 400) }
    for member in body.members where !Self.fields.contains(member.name) {
      return .json(["error": .string("unknown field \(member.name)")], status: 400)
    }
    let lora = call.json["lora"]?.array?.first?["path"]?.string
    if let lora, lora != "styles/ink.safetensors" {
      return .json(["error": .string("invalid lora path: \(lora)")], status: 400)
    }
    guard let width = call.json["width"]?.int, let height = call.json["height"]?.int, let seed = call.json["seed"]?.int,
      (64...4_096).contains(width), (64...4_096).contains(height)
    else { return .json(["error": "invalid size or seed"], status: 400) }
    // All that its pictures are made of, so that a job needs no memory.
    let job = "job_\(width)_\(height)_\(seed)_\(call.json["batch_count"]?.int ?? 1)"
    let poll = "/sdcpp/v1/jobs/\(job)"
    let answer: JSON = [
      "id": .string(job), "kind": "img_gen", "status": "queued", "created": 1, "poll_url": .string(poll),
    ]
    return .json(answer, status: 202)
  }

  private func job(_ id: String) -> Response {
    let numbers = id.split(separator: "_").dropFirst().compactMap { Int($0) }
    guard id.hasPrefix("job_"), numbers.count == 4, numbers.prefix(2).allSatisfy({ (1...4_096).contains($0) }),
      (1...8).contains(numbers[3])
    else {
      return id == "job_expired"
        ? .json(["error": "job expired"], status: 410) : .json(["error": "job not found"], status: 404)
    }
    guard stage.isDone(id) else {
      let status: JSON = stage.isHeld ? "queued" : "generating"
      return .json(["id": .string(id), "kind": "img_gen", "status": status, "queue_position": 1, "result": nil])
    }
    let images = (0..<numbers[3]).map { index -> JSON in
      let seed = UInt64(max(0, numbers[2])) + UInt64(index)
      let bytes = stage.picture(width: numbers[0], height: numbers[1], seed: seed)
      return ["index": .int(Int64(index)), "b64_json": .string(Base64.text(bytes))]
    }
    let result: JSON = ["output_format": "png", "images": .array(images.reversed())]
    return .json(["id": .string(id), "kind": "img_gen", "status": "completed", "result": result])
  }
}
