import Domain
import HTTP
import Support
import Synchronization

/// A web UI with `/sdapi/v1`: the call lasts as long as the work, and beside it one can ask how far that is.
struct PlayedWebUI: Played {
  static let kind = "webui"
  private let stage: Stage
  private let desk = Desk()

  init(_ stage: Stage) { self.stage = stage }

  /// The tasks at work and how often each was asked about.
  private final class Desk: Sendable {
    let asked = Mutex<[String: Int]>([:])
    let stopped = Mutex<Set<String>>([])
  }

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.post, "/sdapi/v1/txt2img"), (.post, "/sdapi/v1/img2img"): .submission
    case (.post, "/sdapi/v1/interrupt"): .cancel
    case (.get, _) where call.path.hasPrefix("/sdapi/v1/"), (.post, "/internal/progress"): .question
    default: nil
    }
  }

  func key(_ call: Call) -> String? {
    call.bearer
      ?? call.headers["authorization"].flatMap { field in
        guard field.hasPrefix("Basic ") else { return nil }
        return Base64.bytes(String(field.dropFirst(6)), limit: 1_000).map { String(decoding: $0, as: UTF8.self) }
      }
  }

  func prompt(_ call: Call) async -> String? { call.json["prompt"]?.string }

  func answer(_ call: Call) async -> Response {
    switch call.path {
    case "/sdapi/v1/sd-models": .json(["dreamshaper_8", "sd_xl_base_1.0"].models)
    case "/sdapi/v1/samplers": .json([["name": "Euler"], ["name": "DPM++ 2M"], ["name": "Euler a"]])
    case "/sdapi/v1/schedulers": .json([["name": "automatic"], ["name": "karras"]])
    case "/sdapi/v1/loras": .json([["name": "ink", "alias": "ink", "path": "/loras/ink.safetensors"]])
    case "/sdapi/v1/upscalers": .json([["name": "None"], ["name": "Lanczos"]])
    case "/sdapi/v1/latent-upscale-modes": .json([["name": "Latent"]])
    case "/sdapi/v1/progress": progress()
    case "/internal/progress": .json(["detail": "Not Found"], status: 404)
    case "/sdapi/v1/interrupt": interrupt()
    case "/sdapi/v1/txt2img", "/sdapi/v1/img2img": await paint(call)
    default: .json(["detail": "Not Found"], status: 404)
    }
  }

  private func progress() -> Response {
    let current = desk.asked.withLock { asked -> (String, Int)? in
      guard let task = asked.keys.sorted().first else { return nil }
      asked[task, default: 0] += 1
      return (task, asked[task] ?? 1)
    }
    guard let (task, count) = current else {
      return .json(["progress": 0, "eta_relative": 0, "state": ["job_count": 0], "current_image": nil])
    }
    let step = min(count, 4)
    return .json([
      "progress": .double(Double(step) / 4), "eta_relative": 1.5,
      "state": ["job": "task", "job_count": 1, "sampling_step": .int(Int64(step)), "sampling_steps": 4],
      "current_image": .string(Base64.text(Specimen.png(seed: UInt64(step)))), "textinfo": nil,
      "current_task": .string(task),
    ])
  }

  private func interrupt() -> Response {
    let tasks = desk.asked.withLock { Set($0.keys) }
    desk.stopped.withLock { $0.formUnion(tasks) }
    return .json([:])
  }

  private static let fields: Set<String> = [
    "prompt", "negative_prompt", "width", "height", "seed", "batch_size", "n_iter", "steps", "cfg_scale",
    "distilled_cfg_scale", "sampler_name", "scheduler", "tiling", "init_images", "resize_mode", "denoising_strength",
    "mask", "mask_blur", "inpainting_fill", "inpaint_full_res", "inpaint_full_res_padding", "inpainting_mask_invert",
    "enable_hr", "hr_scale", "hr_upscaler", "override_settings", "send_images", "save_images", "do_not_save_grid",
    "force_task_id",
  ]

  private func paint(_ call: Call) async -> Response {
    guard case .object(let body) = call.json else { return .json(["detail": "no object"], status: 422) }
    for member in body.members where !Self.fields.contains(member.name) {
      return .json(["detail": [["loc": ["body", .string(member.name)], "msg": "extra field"]]], status: 422)
    }
    guard let task = call.json["force_task_id"]?.string, let width = call.json["width"]?.int,
      let height = call.json["height"]?.int, let seed = call.json["seed"]?.int, (1...4_096).contains(width),
      (1...4_096).contains(height), (call.json["init_images"] != nil) == call.path.hasSuffix("img2img")
    else { return .json(["detail": "incomplete"], status: 422) }
    guard await work(on: task) else { return .json(["images": [], "parameters": [:], "info": "{}"]) }
    let count = Int(min(call.json["batch_size"]?.int ?? 1, 8))
    let pictures = (0..<count).map {
      stage.picture(width: Int(width), height: Int(height), seed: UInt64(seed) + UInt64($0))
    }
    // A grid comes first when there are several.
    let grid = count > 1 ? [Specimen.png(seed: 99)] : []
    let seeds = (0..<count).map { JSON.int(seed + Int64($0)) }
    let model = call.json["override_settings"]?["sd_model_checkpoint"]?.string ?? ""
    let info: JSON = [
      "all_seeds": .array(seeds), "seed": .int(seed), "index_of_first_image": .int(Int64(grid.count)),
      "sd_model_name": .string(model == "sd_xl_base_1.0" ? "sd_xl_base_1.0" : "dreamshaper_8"),
    ]
    return .json([
      "images": .array((grid + pictures).map { .string(Base64.text($0)) }), "parameters": [:],
      "info": .string(String(decoding: info.bytes, as: UTF8.self)),
    ])
  }

  /// Until it was asked about often enough, or nobody asks; false when it was interrupted.
  private func work(on task: String) async -> Bool {
    desk.asked.withLock { $0[task] = 0 }
    defer { desk.asked.withLock { $0[task] = nil } }
    for _ in 0..<60 {
      if desk.stopped.withLock({ $0.contains(task) }) { return false }
      if !stage.isHeld, desk.asked.withLock({ ($0[task] ?? 0) >= stage.polls }) { return true }
      try? await Task.sleep(for: .milliseconds(5))
    }
    try? await stage.whileHeld()
    return true
  }
}

extension [String] {
  fileprivate var models: JSON {
    .array(
      map { name in
        [
          "title": .string("\(name).safetensors [0123456789]"), "model_name": .string(name), "hash": "0123456789",
          "sha256": nil, "filename": .string("/models/\(name).safetensors"), "config": nil,
        ]
      })
  }
}
