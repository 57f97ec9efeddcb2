import Domain
import HTTP
import Support
import Testing

@testable import Providers

@Suite("stable-diffusion.cpp", .timeLimit(.minutes(1))) struct SDCppTests {
  private func capabilities(_ model: String, _ more: JSON.Object = [:]) -> JSON {
    var all: JSON.Object = [
      "model": ["stem": .string(model)], "current_mode": "img_gen", "samplers": ["euler", "dpm++2m"],
      "schedulers": ["karras"], "loras": [["name": "ink", "path": "styles/ink.safetensors"]],
      "limits": ["min_width": 64, "max_width": 1024, "min_height": 64, "max_height": 1024, "max_batch_count": 2],
    ]
    for member in more.members { all = all.with(member.name, member.value) }
    return .object(all)
  }

  private func card(_ model: String, _ more: JSON.Object = [:], batch: Int = 1) throws -> ModelCard {
    try #require(SDCppCapabilities(capabilities(model, more))?.card(of: "mine", batch: batch))
  }

  @Test("what a server says of itself becomes a card with what suits its model")
  func cards() throws {
    let sdxl = try card("sd_xl_base_1.0", batch: 8)
    #expect(sdxl.id == "mine/sd_xl_base_1.0" && sdxl.family == .sdxl)
    #expect(sdxl.parameter("width")?.standard == 1_024 && sdxl.parameter("width")?.most == 1_024)
    #expect(sdxl.parameter("sampler")?.standard == "dpm++2m")
    #expect(sdxl.limits.imagesPerCall == 2)
    #expect(sdxl.capabilities == [.textToImage, .imageToImage, .inpaint])
    #expect(sdxl.parameter("loras")?.detail?.contains("styles/ink.safetensors") == true)

    let klein = try card("flux-2-klein-4b-Q8_0")
    #expect(klein.family == .fluxKlein && klein.parameter("steps")?.standard == 4)
    #expect(klein.parameter("guidance") == nil && klein.parameter("negativePrompt") == nil)
    #expect(klein.capabilities == [.textToImage, .references] && klein.parameter("initImageId") == nil)
    #expect(SDCppCapabilities(capabilities("wan", ["current_mode": "vid_gen"]))?.card(of: "mine", batch: 1) == nil)
    #expect(SDCppCapabilities(["hello": "world"]) == nil)
  }

  @Test("what its owner chose at its start goes before what its name tells; what it has by itself does not")
  func defaults() throws {
    func defaults(_ steps: JSON, _ cfg: JSON) -> JSON.Object {
      ["defaults_by_mode": ["img_gen": ["sample_params": ["sample_steps": steps, "guidance": ["txt_cfg": cfg]]]]]
    }
    let chosen = try card("sd_xl_base_1.0", defaults(12, 4.5))
    #expect(chosen.parameter("steps")?.standard == 12 && chosen.parameter("guidance")?.standard == 4.5)
    let untouched = try card("sd_xl_base_1.0", defaults(20, 7))
    #expect(untouched.parameter("steps")?.standard == 30 && untouched.parameter("guidance")?.standard == 6.0)
    let absurd = try card("sd_xl_base_1.0", defaults(100_000, -3))
    #expect(absurd.parameter("steps")?.standard == 30 && absurd.parameter("guidance")?.standard == 6.0)
  }

  @Test("a request carries all that a recipe says, and the guidance that a distilled model has to be sent")
  func bodies() throws {
    let picture = ImageFile(bytes: Specimen.png(), format: .png, width: 8, height: 8)
    let request = ImageRequest.of("sd_xl_base_1.0") {
      ($0.steps, $0.guidance, $0.sampler, $0.scheduler, $0.strength) = (9, 5.5, "euler", "karras", 0.4)
      ($0.negativePrompt, $0.initImage, $0.mask, $0.count) = ("text", picture, picture, 2)
      $0.extra = ["clipSkip": 2, "vaeTiling": true]
    }
    let body = try request.json { SDCppJob.body($0, [LoRA(name: "styles/ink.safetensors", weight: 0.5)], &$1) }
    #expect(body["prompt"] == "a lighthouse" && body["negative_prompt"] == "text")
    #expect(body["width"] == 64 && body["height"] == 96 && body["seed"] == 7 && body["batch_count"] == 2)
    let sampling = try #require(body["sample_params"])
    #expect(sampling["sample_method"] == "euler" && sampling["scheduler"] == "karras")
    #expect(sampling["sample_steps"] == 9 && sampling["guidance"] == ["txt_cfg": 5.5])
    #expect(body["strength"] == 0.4 && body["mask_image"] == body["init_image"])
    #expect(body["lora"] == [["path": "styles/ink.safetensors", "multiplier": 0.5]])
    #expect(body["clip_skip"] == 2 && body["vae_tiling_params"] == ["enabled": true])

    let klein = try ImageRequest.of("flux-2-klein-4b") { $0.references = [picture] }.json {
      SDCppJob.body($0, [], &$1)
    }
    #expect(klein["sample_params"]?["guidance"] == ["txt_cfg": 1.0])
    #expect(klein["ref_images"]?.array?.count == 1 && klein["init_image"] == nil && klein["lora"] == nil)
  }

  @Test("a job is read in all its states, its pictures in their order")
  func jobs() throws {
    #expect(SDCppJob(["status": "queued", "queue_position": 3]) == .waiting(3))
    #expect(SDCppJob(["status": "queued", "queue_position": 0]) == .waiting(nil))
    #expect(SDCppJob(["status": "generating"]) == .painting)
    #expect(SDCppJob(["status": "cancelled"]) == .cancelled)
    #expect(SDCppJob(["status": "failed", "error": ["code": "x", "message": "No."]]) == .failed("No."))
    let images: JSON = [["index": 1, "b64_json": "QkI="], ["index": 0, "b64_json": "QUE="]]
    let done = SDCppJob(["status": "completed", "result": ["images": images]])
    #expect(done == .done([.encoded("QUE="), .encoded("QkI=")]))
    #expect(SDCppJob(["status": "dreaming"]) == nil && SDCppJob("queued") == nil)
  }

  @Test(
    "what becomes of a job that is gone is told apart",
    arguments: [(404, ProviderFailure.Effect.notTaken), (410, .taken)])
  func gone(status: Int, effect: ProviderFailure.Effect) async throws {
    let engine = try Engine { _ in .json(["error": "gone"], status) }
    let adapter = try SDCpp(engine.connection(), Client())
    let failure = await #expect(throws: ProviderFailure.self) {
      _ = try await adapter.generate(.of("x"), ticket: Ticket(job: "job_1").text) { _ in }
    }
    #expect(failure?.code == .refused && failure?.effect == effect)
    await engine.stop()
  }

  @Test("an engine that is started anew while we wait may be asked anew")
  func restarted() async throws {
    let engine = try Engine { call in
      call.line == "POST /sdcpp/v1/img_gen" ? .json(["id": "job_1"], 202) : .json(["error": "job not found"], 404)
    }
    let adapter = try SDCpp(engine.connection(), Client())
    let failure = await #expect(throws: ProviderFailure.self) {
      _ = try await adapter.generate(.of("x"), ticket: nil) { _ in }
    }
    #expect(failure?.effect == .notTaken && failure?.mayRetry == true)
    await engine.stop()
  }

  @Test("a job that is not painted yet is taken out of the line when it is cancelled")
  func cancels() async throws {
    let (asked, tell) = AsyncStream<Void>.makeStream()
    let engine = try Engine { call in
      if call.line == "POST /sdcpp/v1/img_gen" { return .json(["id": "job/1"], 202) }
      tell.yield()
      return .json(["status": "queued", "queue_position": 1])
    }
    let adapter = try SDCpp(engine.connection(), Client())
    let task = Task { try await adapter.generate(.of("x"), ticket: nil) { _ in } }
    for await _ in asked { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(engine.calls("POST /sdcpp/v1/jobs/job%2F1/cancel").count == 1)
    await engine.stop()
  }

  @Test("a job whose submission is still under way when it is cancelled is withdrawn as soon as it has a name")
  func cancelsEarly() async throws {
    let (asked, tell) = AsyncStream<Void>.makeStream()
    let (answers, answer) = AsyncStream<Void>.makeStream()
    let (withdrawals, withdrawn) = AsyncStream<Void>.makeStream()
    let engine = try Engine { call in
      if call.line == "POST /sdcpp/v1/img_gen" {
        tell.yield()
        for await _ in answers { break }
        return .json(["id": "job_1"], 202)
      }
      if call.line == "POST /sdcpp/v1/jobs/job_1/cancel" { withdrawn.yield() }
      return .json([:])
    }
    let adapter = try SDCpp(engine.connection(), Client())
    let task = Task { try await adapter.generate(.of("x"), ticket: nil) { _ in } }
    for await _ in asked { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    answer.yield()
    for await _ in withdrawals { break }
    await engine.stop()
  }

  @Test("a LoRA that it does not have is refused before anything is asked for; others go by their paths")
  func loras() async throws {
    let engine = try Engine { [capabilities = capabilities("sd15")] call in
      call.line == "GET /sdcpp/v1/capabilities" ? .json(capabilities) : .json(["error": "enough"], 400)
    }
    let adapter = try SDCpp(engine.connection(), Client())
    for (loras, words) in [("ghost", "no LoRA"), ("INK:0.7", "refused the request")] {
      let failure = await #expect(throws: ProviderFailure.self) {
        _ = try await adapter.generate(.of("sd15") { $0.extra = ["loras": .string(loras)] }, ticket: nil) { _ in }
      }
      #expect(failure?.detail.contains(words) == true && failure?.effect == .notTaken)
    }
    let bodies = engine.calls("POST /sdcpp/v1/img_gen").map(\.json)
    #expect(bodies.map { $0["lora"] } == [[["path": "styles/ink.safetensors", "multiplier": 0.7]]])
    await engine.stop()
  }

  @Test("names and weights of LoRAs are read as people write them")
  func names() {
    #expect(
      LoRA.list("a:0.5, b ,c:x\n d:-20") == [
        LoRA(name: "a", weight: 0.5), LoRA(name: "b", weight: 1), LoRA(name: "c:x", weight: 1),
        LoRA(name: "d", weight: -10),
      ])
    #expect(LoRA.list(":1,,  ,e:nan") == [])
    #expect(LoRA.list(String(repeating: "a,", count: 100)).count == 32)
  }
}
