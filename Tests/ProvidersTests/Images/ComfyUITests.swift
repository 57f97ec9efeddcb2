import Domain
import HTTP
import Support
import Synchronization
import Testing

@testable import Providers

@Suite("ComfyUI", .timeLimit(.minutes(1))) struct ComfyUITests {
  @Test("what its nodes can take is read from older and newer builds")
  func listing() {
    #expect(ComfyListing.choices([["a", "b"], [:]]) == ["a", "b"])
    #expect(ComfyListing.choices(["COMBO", ["options": ["a", "b"]]]) == ["a", "b"])
    #expect(ComfyListing.choices(["INT", ["default": 1]]) == [] && ComfyListing.choices(nil) == [])
    var listing = ComfyListing()
    let isNone = listing.take("no", of: "KSampler")
    let sampler: JSON = ["input": ["required": ["sampler_name": [["euler"]], "scheduler": [["karras"]]]]]
    let isTaken = listing.take(["KSampler": sampler], of: "KSampler")
    #expect(!isNone && isTaken && listing.samplers == ["euler"] && listing.schedulers == ["karras"])
    let isEmpty = listing.take([:], of: "KSampler")
    #expect(isEmpty && listing.samplers == [])
  }

  @Test("checkpoints and Klein's files become cards; a Klein without its other parts says which it needs")
  func cards() throws {
    var listing = ComfyListing()
    listing.checkpoints = ["sd_xl_base_1.0.safetensors", "v1-5-pruned.ckpt"]
    listing.diffusionModels = ["flux-2-klein-4b.safetensors", "flux-2-klein-9b-fp8.safetensors", "wan2.1.safetensors"]
    listing.textModels = ["qwen_3_4b.safetensors"]
    listing.vaes = ["ae.safetensors", "flux2-vae.safetensors"]
    (listing.samplers, listing.schedulers) = (["euler", "dpmpp_2m"], ["normal", "karras"])
    let cards = listing.cards(of: "mine")
    #expect(cards.map(\.family) == [.sdxl, .sd, .fluxKlein, .fluxKlein])
    #expect(
      cards[0].parameter("scheduler")?.standard == "karras" && cards[0].parameter("sampler")?.standard == "dpmpp_2m")
    #expect(cards[2].unusable == nil && cards[2].capabilities.contains(.references))
    #expect(cards[2].parameter("initImageId") == nil && cards[2].parameter("scheduler") == nil)
    #expect(cards[3].unusable?.contains("qwen_3_8b") == true)
    #expect(cards.allSatisfy { $0.limits.imagesPerCall == 1 })
  }

  @Test("how a prompt ended is read from its history")
  func history() {
    func history(_ entry: JSON, output: String? = nil) -> ComfyHistory? {
      ComfyHistory(["id": entry], of: "id", output: output)
    }
    let saved: JSON = ["filename": "b.png", "subfolder": "x y", "type": "output"]
    let shown: JSON = ["filename": "a.png", "subfolder": "", "type": "temp"]
    let outputs: JSON = ["12": ["images": [saved]], "9": ["images": [shown]], "10": ["text": ["hi"]]]
    #expect(history(["outputs": outputs]) == .done([saved].compactMap(ComfyFile.init)))
    #expect(history(["outputs": outputs], output: "9") == .done([shown].compactMap(ComfyFile.init)))
    #expect(ComfyFile(saved)?.path == "/view?filename=b.png&subfolder=x%20y&type=output")
    let error: JSON = ["execution_error", ["node_type": "KSampler", "exception_message": "No memory.\n"]]
    #expect(history(["status": ["messages": [["execution_start", [:]], error]]]) == .failed("KSampler: No memory."))
    #expect(history(["status": ["messages": [["execution_interrupted", [:]]]]]) == .interrupted)
    #expect(history(["status": ["status_str": "error"]]) == .failed(""))
    #expect(history([:]) == .done([]) && ComfyHistory(["other": [:]], of: "id") == nil)
  }

  @Test("a place in the queue is reckoned by its numbers")
  func queue() {
    func entry(_ number: Int64, _ id: String) -> JSON { [.int(number), .string(id), [:], [:], []] }
    let queue: JSON = [
      "queue_running": [entry(1, "a")], "queue_pending": [entry(9, "late"), entry(4, "ours"), entry(3, "b")],
    ]
    #expect(ComfyQueue(queue, of: "a") == .running)
    #expect(ComfyQueue(queue, of: "ours") == .waiting(2) && ComfyQueue(queue, of: "late") == .waiting(3))
    #expect(ComfyQueue(queue, of: "never") == .absent)
    #expect(ComfyQueue(["exec_info": [:]], of: "a") == nil && ComfyQueue("no", of: "a") == nil)
  }

  @Test("progress goes over the whole graph, by steps, and never back")
  func progress() throws {
    var progress = ComfyProgress(ComfyRecipes(request: .of("sd_xl_base_1.0.safetensors")).checkpoint(), id: "p")
    func take(_ json: JSON) -> ImageProgress? {
      if case .progress(let now) = progress.take(String(decoding: json.bytes, as: UTF8.self)) { now } else { nil }
    }
    func executing(_ node: JSON) -> JSON { ["type": "executing", "data": ["node": node, "prompt_id": "p"]] }
    #expect(take(["type": "execution_cached", "data": ["nodes": ["1"], "prompt_id": "p"]])?.fraction ?? 0 > 0)
    #expect(take(executing("2"))?.stage == "reading the prompt")
    var last = 0.0
    for step in 1...9 {
      let data: JSON = ["value": .int(Int64(step)), "max": 9, "node": "5", "prompt_id": "p"]
      let now = try #require(take(["type": "progress", "data": data]))
      #expect(now.step == step && now.steps == 9 && now.stage == "painting")
      #expect(try #require(now.fraction) > last)
      last = now.fraction ?? 0
    }
    #expect(last > 0.8 && last < 1)
    #expect(take(executing("2"))?.fraction ?? 0 >= last)
    let state: JSON = ["nodes": ["6": ["state": "finished"], "7": ["state": "running", "value": 0, "max": 1]]]
    #expect(take(["type": "progress_state", "data": state])?.fraction ?? 0 > last)
    #expect(take(["type": "progress", "data": ["value": 1, "max": 2, "prompt_id": "other"]]) == nil)
    #expect(take(["type": "progress", "data": ["value": 1e300, "max": 1e300, "node": "5"]])?.steps == nil)
  }

  @Test("the end of our prompt is heard, that of others is not")
  func ends() {
    func news(_ text: String) -> ComfyProgress.News {
      var progress = ComfyProgress(ComfyGraph(), id: "p")
      return progress.take(text)
    }
    #expect(news(#"{"type":"executing","data":{"node":null,"prompt_id":"p"}}"#) == .over)
    #expect(news(#"{"type":"execution_error","data":{"prompt_id":"p"}}"#) == .over)
    #expect(news(#"{"type":"execution_success","data":{"prompt_id":"other"}}"#) == .nothing)
    #expect(news(#"{"type":"executing","data":{"node":null}}"#) == .nothing)
    #expect(news(#"{"type":"status","data":{}}"#) == .nothing && news("{") == .nothing && news("7") == .nothing)
  }

  @Test("previews are taken out of their frames, whatever is in them")
  func previews() {
    let progress = ComfyProgress(ComfyGraph(), id: "p")
    let picture = Specimen.png()
    #expect(progress.take([0, 0, 0, 1, 0, 0, 0, 2] + picture) == .preview(picture))
    let about = Array(#"{"prompt_id":"p","image_type":"image/png"}"#.utf8)
    #expect(progress.take([0, 0, 0, 4, 0, 0, 0, UInt8(about.count)] + about + picture) == .preview(picture))
    let others = Array(#"{"prompt_id":"q"}"#.utf8)
    #expect(progress.take([0, 0, 0, 4, 0, 0, 0, UInt8(others.count)] + others + picture) == .nothing)
    #expect(progress.take([0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]) == .nothing)
    #expect(progress.take([]) == .nothing && progress.take([0, 0, 0, 3, 0, 0, 0, 1, 1, 1]) == .nothing)
    var random = SplitMix(state: 4)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8(random.next() & 7) }
      _ = progress.take(bytes)
    }
  }

  // At work.

  @Test("why a graph is refused is said in its own words, with the node")
  func refusal() async throws {
    let engine = try Engine { call in
      guard call.line == "POST /prompt" else { return .missing }
      let fault: JSON = ["message": "Value not in list", "details": "ckpt_name: 'x' not in []"]
      return .json(
        [
          "error": ["type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"],
          "node_errors": ["1": ["errors": [fault], "class_type": "CheckpointLoaderSimple"]],
        ], 400)
    }
    let adapter = try ComfyUI(engine.connection(), Client())
    let failure = await #expect(throws: ProviderFailure.self) {
      _ = try await adapter.generate(.of("x"), ticket: nil) { _ in }
    }
    #expect(failure?.code == .refused && failure?.effect == .notTaken)
    #expect(failure?.providerMessage == "CheckpointLoaderSimple: Value not in list, ckpt_name: 'x' not in []")
    await engine.stop()
  }

  /// An engine whose queue holds every prompt, running or waiting, for ever.
  private func busy(running: Bool) throws -> Engine {
    let prompt = Mutex("")
    return try Engine { call in
      switch call.line {
      case "POST /prompt":
        let id = call.json["prompt_id"]?.string ?? ""
        prompt.withLock { $0 = id }
        return .json(["prompt_id": .string(id)])
      case "GET /queue":
        let ours: JSON = [2, .string(prompt.withLock { $0 }), [:], [:], []]
        let other: JSON = [1, "somebody's", [:], [:], []]
        return .json(["queue_running": running ? [ours] : [other], "queue_pending": running ? [] : [ours]])
      case "GET /ws": return .missing
      default: return .json([:])
      }
    }
  }

  @Test(
    "cancelling stops our prompt when it runs and takes it out of the line when it waits", arguments: [true, false])
  func cancels(running: Bool) async throws {
    let engine = try busy(running: running)
    let (told, tell) = AsyncStream<ImageNews>.makeStream()
    let adapter = try ComfyUI(engine.connection(), Client())
    let request = ImageRequest.of("sd15.ckpt")
    let task = Task { try await adapter.generate(request, ticket: nil) { tell.yield($0) } }
    var stage: String?
    for await news in told {
      guard case .progress(let progress) = news else { continue }
      stage = progress.stage
      break
    }
    #expect(stage == (running ? "painting" : "waiting, 1 before it"))
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    let id = JSON.string(request.key.text)
    #expect(engine.calls("POST /interrupt").map(\.json) == (running ? [["prompt_id": id]] : []))
    #expect(engine.calls("POST /queue").map(\.json) == (running ? [] : [["delete": [id]]]))
    await engine.stop()
  }

  @Test("pictures are uploaded once under what they hold, and the graph names them as the engine does")
  func uploads() async throws {
    let engine = try Engine { call in
      switch call.line {
      case "POST /upload/image": .json(["name": "renamed (1).png", "subfolder": "pixazo"])
      case "POST /prompt": .json(["error": "enough", "node_errors": [:]], 400)
      default: .missing
      }
    }
    let adapter = try ComfyUI(engine.connection(), Client())
    let picture = ImageFile(bytes: Specimen.png(), format: .png, width: 8, height: 8)
    await #expect(throws: ProviderFailure.self) {
      let request = ImageRequest.of("sd15.ckpt") { $0.initImage = picture }
      _ = try await adapter.generate(request, ticket: nil) { _ in }
    }
    let graph = try #require(engine.calls("POST /prompt").first?.json["prompt"])
    guard case .object(let nodes) = graph else { return }
    let load = nodes.members.first { $0.value["class_type"] == "LoadImage" }?.value
    #expect(load?["inputs"]?["image"] == "pixazo/renamed (1).png")
    #expect(engine.calls("POST /upload/image").count == 1)
    await engine.stop()
  }

  @Test("an error within the graph is told with its node; one of memory says what helps")
  func errors() async throws {
    for (words, sentence) in [("Something broke", "could not paint"), ("CUDA out of memory", "ran out of memory")] {
      let engine = try Engine { call in
        if call.line == "POST /prompt" { return .json(["prompt_id": call.json["prompt_id"] ?? .null]) }
        guard call.line.hasPrefix("GET /history/") else { return .missing }
        let error: JSON = ["execution_error", ["node_type": "KSampler", "exception_message": .string(words)]]
        let id = String(call.line.dropFirst("GET /history/".count))
        return .json(.object([id: ["status": ["messages": [error]]]]))
      }
      let adapter = try ComfyUI(engine.connection(), Client())
      let failure = await #expect(throws: ProviderFailure.self) {
        _ = try await adapter.generate(.of("sd15.ckpt"), ticket: nil) { _ in }
      }
      #expect(failure?.effect == .taken && failure?.providerMessage == "KSampler: \(words)")
      #expect(failure?.detail.contains(sentence) == true)
      await engine.stop()
    }
  }
}
