import Domain
import HTTP
import Support
import Synchronization

/// ComfyUI: graphs in a line under names that the caller may choose, a history, a queue and a WebSocket.
struct PlayedComfyUI: Played {
  static let kind = "comfyui"
  private let stage: Stage
  private let desk = Desk()

  init(_ stage: Stage) { self.stage = stage }

  private struct Prompt {
    let graph: JSON
    let width: Int
    let height: Int
    let seed: UInt64
    var isInterrupted = false
    var file: String?
  }

  private final class Desk: Sendable {
    let prompts = Mutex<[String: Prompt]>([:])
    let files = Mutex<[String: [UInt8]]>([:])
  }

  func place(_ call: Call) -> Place? {
    switch (call.method, call.path) {
    case (.get, "/system_stats"), (.get, "/ws"), (.post, "/upload/image"): .question
    case (.get, _) where call.path.hasPrefix("/object_info/"): .question
    // The key goes with it as with every other call.
    case (.get, _) where call.path.hasPrefix("/history/"), (.get, "/queue"), (.get, "/view"): .poll
    case (.post, "/prompt"): .submission
    case (.post, "/queue"), (.post, "/interrupt"): .cancel
    default: nil
    }
  }

  func key(_ call: Call) -> String? { call.bearer }

  func prompt(_ call: Call) async -> String? {
    nodes(call.json["prompt"]).lazy.compactMap { $0.kind == "CLIPTextEncode" ? $0.inputs["text"]?.string : nil }.first
  }

  private func nodes(_ graph: JSON?) -> [(id: String, kind: String, inputs: JSON)] {
    guard case .object(let object)? = graph else { return [] }
    return object.members.map { ($0.name, $0.value["class_type"]?.string ?? "", $0.value["inputs"] ?? .null) }
  }

  func answer(_ call: Call) async -> Response {
    let last = call.path.split(separator: "/").last.map(String.init) ?? ""
    switch call.path {
    case "/system_stats":
      return .json([
        "system": ["comfyui_version": "0.3.66"], "devices": [["name": "cpu", "type": "cpu"]],
      ])
    case "/ws": return socket(call)
    case "/upload/image": return .json(["name": "uploaded.png", "subfolder": "pixazo", "type": "input"])
    case "/prompt": return submit(call)
    case "/queue" where call.method == .get: return queue()
    case "/queue": return forget(call.json["delete"]?.array?.first?.string)
    case "/interrupt": return interrupt(call.json["prompt_id"]?.string)
    case "/view": return view(call)
    default: return call.path.hasPrefix("/history/") ? history(last) : .json(JSON(member: last, Self.info(last)))
    }
  }

  private static func info(_ kind: String) -> JSON {
    let required: JSON =
      switch kind {
      case "CheckpointLoaderSimple":
        ["ckpt_name": [["sd_xl_base_1.0.safetensors", "v1-5-pruned-emaonly.safetensors"]]]
      case "UNETLoader":
        ["unet_name": ["COMBO", ["options": ["flux-2-klein-4b.safetensors", "flux-2-klein-9b-fp8.safetensors"]]]]
      case "CLIPLoader": ["clip_name": [["qwen_3_4b.safetensors"]], "type": [["flux2"]]]
      case "VAELoader": ["vae_name": [["flux2-vae.safetensors"]]]
      case "LoraLoader": ["lora_name": [["styles/ink.safetensors"]]]
      case "KSampler": ["sampler_name": [["euler", "dpmpp_2m"]], "scheduler": [["normal", "karras", "simple"]]]
      case "ImageScaleToTotalPixels": ["megapixels": ["FLOAT", [:]], "resolution_steps": ["INT", [:]]]
      default: [:]
      }
    return ["input": ["required": required]]
  }

  private static let choices: [String: (input: String, values: [String])] = [
    "CheckpointLoaderSimple": ("ckpt_name", ["sd_xl_base_1.0.safetensors", "v1-5-pruned-emaonly.safetensors"]),
    "UNETLoader": ("unet_name", ["flux-2-klein-4b.safetensors", "flux-2-klein-9b-fp8.safetensors"]),
    "CLIPLoader": ("clip_name", ["qwen_3_4b.safetensors"]), "VAELoader": ("vae_name", ["flux2-vae.safetensors"]),
    "KSampler": ("sampler_name", ["euler", "dpmpp_2m"]), "LoadImage": ("image", ["pixazo/uploaded.png"]),
    "LoraLoader": ("lora_name", ["styles/ink.safetensors"]),
  ]

  private func submit(_ call: Call) -> Response {
    let nodes = nodes(call.json["prompt"])
    guard nodes.contains(where: { $0.kind == "SaveImage" }) else {
      let error: JSON = ["type": "prompt_no_outputs", "message": "Prompt has no outputs", "details": ""]
      return .json(["error": error, "node_errors": [:]], status: 400)
    }
    for node in nodes {
      if let fault = fault(of: node, among: nodes.map(\.id)) {
        let about: JSON = [
          "errors": [["type": "value_not_in_list", "message": .string(fault), "details": ""]],
          "class_type": .string(node.kind),
        ]
        let error: JSON = ["type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"]
        return .json(["error": error, "node_errors": JSON(member: node.id, about)], status: 400)
      }
    }
    guard let id = call.json["prompt_id"]?.string ?? call.json["client_id"]?.string else {
      return .json(["error": "no name"], status: 400)
    }
    let latent = nodes.first { $0.inputs["batch_size"] != nil || $0.kind == "ImageScale" }?.inputs
    let seed = nodes.lazy.compactMap { ($0.inputs["seed"] ?? $0.inputs["noise_seed"])?.int }.first ?? 0
    let prompt = Prompt(
      graph: call.json["prompt"] ?? .null, width: Int(latent?["width"]?.int ?? 64),
      height: Int(latent?["height"]?.int ?? 64), seed: UInt64(max(0, seed)))
    desk.prompts.withLock { $0[id] = prompt }
    return .json(["prompt_id": .string(id), "number": 1, "node_errors": [:]])
  }

  /// As its own check of a graph: links go to nodes that are there, choices are choices.
  private func fault(of node: (id: String, kind: String, inputs: JSON), among ids: [String]) -> String? {
    if node.kind.isEmpty { return "Node has no class_type" }
    guard case .object(let inputs) = node.inputs else { return "Node has no inputs" }
    for input in inputs.members {
      if let link = input.value.array, !ids.contains(link.first?.string ?? "") { return "Bad linked input" }
    }
    if let choice = Self.choices[node.kind], !choice.values.contains(inputs[choice.input]?.string ?? "") {
      return "Value not in list"
    }
    return nil
  }

  private func queue() -> Response {
    let running = desk.prompts.withLock { prompts in
      prompts.filter { $0.value.file == nil && !$0.value.isInterrupted }.keys.sorted()
    }
    let entries = running.map { JSON.array([1, .string($0), [:], [:], []]) }
    return .json(["queue_running": .array(entries), "queue_pending": []])
  }

  private func forget(_ id: String?) -> Response {
    if let id { desk.prompts.withLock { $0[id] = nil } }
    return Response(.ok)
  }

  private func interrupt(_ id: String?) -> Response {
    if let id { desk.prompts.withLock { $0[id]?.isInterrupted = true } }
    return Response(.ok)
  }

  private func history(_ id: String) -> Response {
    guard var prompt = desk.prompts.withLock({ $0[id] }) else { return .json([:]) }
    if prompt.isInterrupted {
      let status: JSON = [
        "status_str": "error", "completed": false, "messages": [["execution_interrupted", ["prompt_id": .string(id)]]],
      ]
      return .json(JSON(member: id, ["outputs": [:], "status": status]))
    }
    guard prompt.file != nil || stage.isDone(id) else { return .json([:]) }
    if prompt.file == nil {
      let file = "\(id).png"
      let bytes = stage.picture(width: prompt.width, height: prompt.height, seed: prompt.seed)
      desk.files.withLock { $0[file] = bytes }
      prompt.file = file
      desk.prompts.withLock { [prompt] in $0[id] = prompt }
    }
    let image: JSON = ["filename": .string(prompt.file ?? ""), "subfolder": "", "type": "output"]
    let status: JSON = ["status_str": "success", "completed": true, "messages": []]
    return .json(JSON(member: id, ["outputs": ["9": ["images": [image]]], "status": status]))
  }

  private func view(_ call: Call) -> Response {
    guard let name = Query(call.query)?["filename"], let file = desk.files.withLock({ $0[name] }) else {
      return Response(Status(404))
    }
    return Response(.ok, type: MediaType("image/png"), file)
  }

  /// Tells of a few steps with previews once the graph is in the line; that it is done only the history says.
  private func socket(_ call: Call) -> Response {
    let id = Query(call.query)?["clientId"] ?? ""
    let desk = desk
    return Response(
      .ok,
      body: .webSocket { socket in
        let status: JSON = ["type": "status", "data": ["status": ["exec_info": ["queue_remaining": 0]], "sid": "x"]]
        try? await socket.send(.text(String(decoding: status.bytes, as: UTF8.self)))
        var graph: JSON?
        for _ in 0..<4_000 where graph == nil {
          graph = desk.prompts.withLock { $0[id]?.graph }
          if graph == nil { try? await Task.sleep(for: .milliseconds(5)) }
        }
        guard graph != nil, case .object(let nodes)? = graph else { return }
        let sampler = nodes.members.first { $0.value["class_type"]?.string?.contains("KSampler") == true }?.name ?? "5"
        for step in 1...4 {
          let data: JSON = ["value": .int(Int64(step)), "max": 4, "node": .string(sampler), "prompt_id": .string(id)]
          let progress: JSON = ["type": "progress", "data": data]
          try? await socket.send(.text(String(decoding: progress.bytes, as: UTF8.self)))
          try? await socket.send(.binary([0, 0, 0, 1, 0, 0, 0, 2] + Specimen.png(seed: UInt64(step))))
        }
        while await socket.receive() != nil {}
      })
  }
}
