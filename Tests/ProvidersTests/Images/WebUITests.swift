import Domain
import HTTP
import Support
import Synchronization
import Testing

@testable import Providers

@Suite("Web UIs", .timeLimit(.minutes(1))) struct WebUITests {
  private static let picture = ImageFile(bytes: Specimen.png(), format: .png, width: 8, height: 8)

  @Test("each checkpoint becomes a card of its family")
  func cards() throws {
    var listing = WebUIListing()
    listing.checkpoints = try #require(
      WebUIListing.checkpoints(in: [
        ["title": "v1-5-pruned.ckpt [abc]", "model_name": "v1-5-pruned"], ["title": "sd_xl_turbo_1.0.safetensors"],
        ["model_name": "flux1-schnell"], ["model_name": "v1-5-pruned"], ["hash": "none"], 7,
      ]))
    listing.samplers = ["Euler", "DPM++ 2M"]
    listing.upscalers = ["Latent"]
    let cards = listing.cards(of: "mine", batch: 2)
    #expect(cards.map(\.family) == [.sd, .sdxlTurbo, .flux])
    #expect(cards[0].parameter("width")?.standard == 512 && cards[0].parameter("sampler")?.standard == "DPM++ 2M")
    #expect(cards[0].parameter("clipSkip") != nil && cards[2].parameter("clipSkip") == nil)
    #expect(cards[2].parameter("negativePrompt") == nil && cards[0].parameter("modules") == nil)
    #expect(cards.allSatisfy { $0.limits.imagesPerCall == 2 && $0.capabilities.contains(.previews) })
    #expect(WebUIListing.checkpoints(in: ["detail": "Not Found"]) == nil)
  }

  private func body(_ request: ImageRequest, loras: [LoRA] = [], modules: [String] = []) throws -> JSON {
    try request.json { request, json in
      WebUIRequest(request: request, task: "t", loras: loras, modules: modules).body(&json)
    }
  }

  @Test("a request is said in the web UI's words")
  func bodies() throws {
    let plain = ImageRequest.of("dreamshaper_8") {
      ($0.steps, $0.guidance, $0.sampler, $0.scheduler, $0.negativePrompt) = (9, 5.5, "Euler", "karras", "text")
      $0.extra = ["clipSkip": 2, "hiresScale": 2, "hiresUpscaler": "Latent", "tiling": true]
    }
    let body = try body(plain, loras: [LoRA(name: "ink", weight: 0.5)])
    #expect(body["prompt"] == "a lighthouse <lora:ink:0.5>" && body["negative_prompt"] == "text")
    #expect(body["seed"] == 7 && body["batch_size"] == 1 && body["cfg_scale"] == 5.5 && body["steps"] == 9)
    #expect(body["override_settings"] == ["sd_model_checkpoint": "dreamshaper_8", "CLIP_stop_at_last_layers": 2])
    #expect(body["enable_hr"] == true && body["hr_scale"] == 2.0 && body["hr_upscaler"] == "Latent")
    #expect(body["tiling"] == true && body["force_task_id"] == "t" && body["init_images"] == nil)
    #expect(WebUIRequest(request: plain, task: "t").path == "/sdapi/v1/txt2img")
  }

  @Test("a mask is painted over what is there, not over noise, and hires is left to pictures from nothing")
  func inpainting() throws {
    let request = ImageRequest.of("dreamshaper_8") {
      ($0.initImage, $0.mask, $0.strength) = (Self.picture, Self.picture, 0.6)
      $0.extra = ["maskBlur": 9, "onlyMasked": true, "hiresScale": 2]
    }
    let body = try body(request)
    #expect(body["init_images"] == [.string(Self.picture.base64)] && body["mask"] == .string(Self.picture.base64))
    #expect(body["denoising_strength"] == 0.6 && body["inpainting_fill"] == 1 && body["mask_blur"] == 9)
    #expect(body["inpaint_full_res"] == true && body["inpainting_mask_invert"] == 0 && body["enable_hr"] == nil)
    #expect(WebUIRequest(request: request, task: "t").path == "/sdapi/v1/img2img")
  }

  @Test("Flux has its own guidance, and the usual one off")
  func flux() throws {
    let dev = try body(.of("flux1-dev") { $0.guidance = 3.5 }, modules: ["/vae/ae.safetensors"])
    #expect(dev["cfg_scale"] == 1.0 && dev["distilled_cfg_scale"] == 3.5)
    #expect(dev["override_settings"]?["forge_additional_modules"] == ["/vae/ae.safetensors"])
    let schnell = try body(.of("flux1-schnell"))
    #expect(schnell["cfg_scale"] == 1.0 && schnell["distilled_cfg_scale"] == nil)
  }

  @Test("of an answer the grid and what follows the pictures are passed over, and seeds are read from its info")
  func answers() throws {
    let info = #"{"all_seeds":[7,8],"index_of_first_image":1,"sd_model_name":"x"}"#
    let answer = try #require(
      WebUIAnswer(["images": ["GRID", "AA", "BB", "MASK"], "info": .string(info)], count: 2))
    #expect(answer.pictures == [.encoded("AA"), .encoded("BB")] && answer.seeds == [7, 8])
    #expect(answer.checkpoint == "x")
    let bare = try #require(WebUIAnswer(["images": ["AA"], "info": ""], count: 1))
    #expect(bare.pictures == [.encoded("AA")] && bare.seeds.isEmpty && bare.checkpoint == nil)
    let absurd = try #require(
      WebUIAnswer(["images": ["AA"], "info": ["index_of_first_image": -9, "all_seeds": [-1, "x"]]], count: 1))
    #expect(absurd.pictures == [.encoded("AA")] && absurd.seeds == [nil])
    #expect(WebUIAnswer(["detail": "no"], count: 1) == nil)
  }

  @Test("one checkpoint has many spellings")
  func spellings() {
    func same(_ left: String, _ right: String) -> Bool {
      WebUICheckpoint(left).isSame(as: WebUICheckpoint(right))
    }
    #expect(same("dreamshaper_8", "dreamshaper_8.safetensors [879db523c3]"))
    #expect(same("sd15_dreamshaper_8", "sd15/dreamshaper_8.safetensors"))
    #expect(same("Dreamshaper_8", "dreamshaper_8"))
    #expect(!same("dreamshaper_8", "dreamshaper_7") && !same("shaper_8", "dreamshaper_8"))
  }

  @Test("whose work it tells of is read from each variant in its own way")
  func owners() throws {
    func owner(_ json: JSON) throws -> WebUIProgress.Owner { try #require(WebUIProgress(json, task: "t")).owner }
    #expect(try owner(["progress": 0.5, "current_task": "t"]) == .ours)
    #expect(try owner(["progress": 0.5, "current_task": "other"]) == .waiting)
    #expect(try owner(["progress": 0.5, "id": "t"]) == .ours)
    #expect(try owner(["progress": 0.5, "state": ["job_count": 1]]) == .unsaid)
    #expect(try owner(["progress": 0, "state": ["job_count": 0, "job": ""]]) == .nobody)
    #expect(WebUIProgress.owner(in: ["active": true]) == .ours)
    #expect(WebUIProgress.owner(in: ["active": false, "queued": true]) == .waiting)
    #expect(WebUIProgress.owner(in: ["active": false, "queued": false, "completed": true]) == .nobody)
    #expect(WebUIProgress(["detail": "Not Found"], task: "t") == nil && WebUIProgress.owner(in: [:]) == nil)
    let absurd = try #require(
      WebUIProgress(
        ["progress": 7, "eta_relative": -1, "state": ["sampling_step": 99, "sampling_steps": 20]], task: "t"))
    #expect(absurd.progress.fraction == 1 && absurd.progress.step == 20 && absurd.progress.etaSeconds == nil)
  }

  /// An engine that paints for ever, and tells of its work in one of the variants' ways.
  private func painting(_ progress: JSON, internal owner: JSON? = nil, wasIdle: Bool = true) throws -> Engine {
    let begun = Mutex(!wasIdle)
    return try Engine { call in
      switch call.line {
      case "POST /sdapi/v1/txt2img":
        begun.withLock { $0 = true }
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
        return .missing
      case "GET /sdapi/v1/progress":
        return .json(begun.withLock { $0 } ? progress : ["progress": 0, "state": ["job_count": 0]])
      case "POST /internal/progress": return owner.map { .json($0) } ?? .missing
      default: return .json([:])
      }
    }
  }

  private func cancelled(_ engine: Engine) async throws -> Int {
    let (told, tell) = AsyncStream<Void>.makeStream()
    let adapter = try WebUI(engine.connection(), Client())
    let task = Task { try await adapter.generate(.of("x"), ticket: nil) { _ in tell.yield() } }
    for await _ in told { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    let count = engine.calls("POST /sdapi/v1/interrupt").count
    await engine.stop()
    return count
  }

  @Test("cancelling interrupts our own work and nobody else's")
  func interrupts() async throws {
    let busy: JSON = ["progress": 0.5, "state": ["job_count": 1]]
    #expect(try await cancelled(painting(busy)) == 1)
    // It was at work before we came, and does not say for whom.
    #expect(try await cancelled(painting(busy, wasIdle: false)) == 0)
    #expect(try await cancelled(painting(busy, internal: ["active": true], wasIdle: false)) == 1)
    #expect(try await cancelled(painting(busy, internal: ["active": false, "queued": true])) == 0)
    #expect(try await cancelled(painting(["progress": 0.5, "current_task": "somebody's"])) == 0)
  }

  @Test("a checkpoint that was passed over in silence is not")
  func otherCheckpoint() async throws {
    let engine = try Engine { call in
      call.line == "POST /sdapi/v1/txt2img"
        ? .json(["images": ["AA=="], "info": #"{"sd_model_name":"another_one"}"#]) : .missing
    }
    let adapter = try WebUI(engine.connection(), Client())
    let failure = await #expect(throws: ProviderFailure.self) {
      _ = try await adapter.generate(.of("dreamshaper_8"), ticket: nil) { _ in }
    }
    #expect(failure?.code == .garbage && failure?.effect == .taken && failure?.providerMessage == "another_one")
    await engine.stop()
  }

  @Test("an engine that ran out of memory is not asked the same again")
  func memory() async throws {
    let engine = try Engine { call in
      call.line == "POST /sdapi/v1/txt2img"
        ? .json(["error": "OutOfMemoryError", "detail": "", "errors": "CUDA out of memory."], 500) : .missing
    }
    let adapter = try WebUI(engine.connection(), Client())
    let failure = await #expect(throws: ProviderFailure.self) {
      _ = try await adapter.generate(.of("x"), ticket: nil) { _ in }
    }
    #expect(failure?.code == .refused && failure?.mayRetry == false)
    #expect(failure?.detail.contains("ran out of memory") == true)
    await engine.stop()
  }

  @Test("a key of two words is a user and a password")
  func basic() async throws {
    let engine = try Engine { _ in .json([]) }
    _ = try await WebUI(engine.connection(key: "ann:secret"), Client()).check()
    _ = try await WebUI(engine.connection(key: "token"), Client()).check()
    #expect(engine.calls.map { $0.headers["authorization"] } == ["Basic YW5uOnNlY3JldA==", "Bearer token"])
    await engine.stop()
  }

  @Test("Forge's modules go by the files that it has for them")
  func modules() async throws {
    let engine = try Engine { call in
      call.line == "GET /sdapi/v1/sd-modules"
        ? .json([["model_name": "ae.safetensors", "filename": "/models/VAE/ae.safetensors"]]) : .missing
    }
    let adapter = try WebUI(engine.connection(), Client())
    for (modules, words) in [("ae", "knows no such model"), ("ae, t5xxl", "no module of the name t5xxl")] {
      let failure = await #expect(throws: ProviderFailure.self) {
        let request = ImageRequest.of("flux1-dev") { $0.extra = ["modules": .string(modules)] }
        _ = try await adapter.generate(request, ticket: nil) { _ in }
      }
      #expect(failure?.detail.contains(words) == true)
    }
    let settings = engine.calls("POST /sdapi/v1/txt2img").map { $0.json["override_settings"] }
    #expect(settings.map { $0?["forge_additional_modules"] } == [["/models/VAE/ae.safetensors"]])
    await engine.stop()
  }
}
