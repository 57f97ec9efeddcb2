import Domain
import Raster
import Storage
import Studio
import Support
import Synchronization
import Testing

/// A studio whose one provider does what the test says.
struct QueueStudio {
  let studio: TestStudio
  let provider: ScriptedProvider
  let workspace: Identifier

  init(
    _ provider: ScriptedProvider = ScriptedProvider(), concurrency: Int = 1, repeats: Bool = false,
    _ change: (inout GenerationQueue.Options) -> Void = { _ in }
  ) async throws {
    var options = GenerationQueue.Options()
    // Retries come at once.
    options.roll = { 0 }
    change(&options)
    self.provider = provider
    studio = try await TestStudio(
      kinds: [provider.kind(concurrency: concurrency, repeats: repeats)], queue: options)
    workspace = try await studio.store.write { try $0.workspaces.insert(Workspace.Draft(name: "W")).id }
  }

  func submit(_ plan: GenerationPlan = .sample()) async throws -> Identifier {
    try await studio.submit(plan, to: workspace)
  }

  func run(_ plan: GenerationPlan = .sample()) async throws -> Generation {
    try await studio.end(of: try await submit(plan))
  }

  /// Gives the workspace a budget of a month.
  func limit(to micros: Int) async throws {
    try await studio.store.write { [workspace] writing in
      var patch = Workspace.Patch()
      patch.settings = Workspace.Settings.Patch()
      patch.settings?.budgetMicros = micros
      try writing.workspaces.update(workspace, patch)
    }
  }

  var pictures: [Picture] {
    get async throws { try await studio.store.read { try $0.images.list(in: nil, limit: 200).items } }
  }

  var spent: Int {
    get async throws {
      let now = studio.time.clock.now
      return try await studio.store.read { try $0.usage.spent(in: workspace, monthOf: now) }
    }
  }
}

@Suite("The generation queue", .timeLimit(.minutes(1))) struct GenerationQueueTests {
  @Test("an order becomes a picture with its recipe in row and file, and tells of it in one go")
  func walk() async throws {
    let here = try await QueueStudio(
      ScriptedProvider { call in
        try await call.tell(.submitted(ticket: "job 1"))
        try await call.tell(.progress(ImageProgress(fraction: 0.5, step: 2, steps: 4)))
        try await call.tell(.fetching)
        try await call.images()
        return ImageReceipt(costMicros: 1_500)
      }
    ) { $0.software = "Pixazo test" }
    let generation = try await here.run(.sample("a red boat", seed: 77, estimate: 1_000))
    #expect(generation.state == .succeeded && generation.standing.attempt == 1)
    #expect(generation.costMicros == 1_500)
    let picture = try #require(try await here.pictures.first)
    #expect(generation.images == [.init(id: picture.id, index: 0, width: 16, height: 16)])
    #expect(picture.generationId == generation.id && picture.source == .generated && picture.seed == 77)
    #expect(picture.model == "builtin/stub" && picture.provider == "builtin")
    #expect(picture.recipe?.prompt == "a red boat" && picture.recipe?.count == 1)
    let metadata = try PictureFile(path: here.studio.pictures.vault.open(picture)).metadata()
    let texts = metadata.entries.map { "\($0.name): \($0.text)" }.joined(separator: "\n")
    #expect(texts.contains("a red boat") && texts.contains("Seed: 77") && texts.contains("Pixazo test"))
    #expect(texts.contains("trainedAlgorithmicMedia"))
    #expect(here.studio.pictures.vault.thumbnail(picture.sha256, size: 384) != nil)
    let events = try await here.studio.store.read { try $0.events.after(0, limit: 99) }.map(\.type)
    #expect(
      events.filter { $0.hasPrefix("generation.") || $0.hasPrefix("image.") }
        == ["generation.queued", "generation.started", "image.created", "generation.succeeded"])
    #expect(try await here.spent == 1_500)
  }

  @Test("one call makes as many as the model allows; each picture has its own seed and place")
  func batch() async throws {
    let here = try await QueueStudio(ScriptedProvider(card: ScriptedProvider.card(imagesPerCall: 3)))
    let generation = try await here.run(.sample(count: 7, seed: 10, estimate: 70))
    #expect(generation.state == .succeeded && generation.images.map(\.index) == Array(0..<7))
    #expect(here.provider.calls.map(\.count) == [3, 3, 1] && here.provider.calls.map(\.seed) == [10, 13, 16])
    #expect(Set(here.provider.calls.map(\.key)).count == 3)
    #expect(try await here.pictures.reversed().map(\.seed) == (10..<17).map { UInt64($0) })
    #expect(generation.costMicros == 70)
    #expect(generation.standing.attempt == 1)
  }

  @Test("the same bytes of two orders are two rows of one file")
  func sameBytes() async throws {
    let here = try await QueueStudio()
    let first = try await here.run(), second = try await here.run()
    #expect(first.images.count == 1 && second.images.count == 1)
    let pictures = try await here.pictures
    #expect(pictures.count == 2 && pictures[0].sha256 == pictures[1].sha256)
    #expect(try here.studio.files(in: "images").count == 1)
    await here.studio.queue.end(within: .seconds(10))
    #expect(try here.studio.files(in: "tmp").isEmpty)
  }

  @Test("what a batch has made stays when the rest fails")
  func partial() async throws {
    let here = try await QueueStudio(
      ScriptedProvider(ScriptedProvider.works, ScriptedProvider.fails(.contentRefused, .notTaken)))
    let generation = try await here.run(.sample(count: 3, estimate: 30))
    #expect(generation.state == .failed && generation.standing.fault?.code == .contentRefused)
    #expect(generation.images.count == 1 && generation.costMicros == 10)
  }

  @Test("a provider that is done with fewer pictures than it was to make is not asked for more")
  func short() async throws {
    let here = try await QueueStudio(
      ScriptedProvider(card: ScriptedProvider.card(imagesPerCall: 4)) { call in
        try await call.images(0..<2)
        return ImageReceipt()
      })
    let generation = try await here.run(.sample(count: 4, estimate: 40))
    #expect(generation.state == .failed && generation.standing.fault?.code == .garbage)
    #expect(generation.images.count == 2 && here.provider.calls.count == 1)
    #expect(generation.standing.fault?.detail.contains("2 of 4") == true)
    #expect(try await here.spent == 40)
  }

  @Test(
    "what was not taken is tried again, what may have been paid is not, whatever the provider says",
    arguments: ProviderFailure.Code.allCases, ProviderFailure.Effect.allCases)
  func failures(code: ProviderFailure.Code, effect: ProviderFailure.Effect) async throws {
    let here = try await QueueStudio(
      ScriptedProvider(ScriptedProvider.fails(code, effect), ScriptedProvider.works))
    let id = try await here.submit(.sample(estimate: 5))
    let generation = try await here.studio.wait(for: id) {
      // The clock stands still: a provider that asks for peace is left in peace.
      !$0.state.isLive || $0.standing.failures == 1
    }
    let mayRetry = ProviderFailure(code, "", effect: effect).mayRetry
    if mayRetry, code != .rateLimited {
      #expect(try await here.studio.end(of: id).state == .succeeded)
      #expect(here.provider.calls.count == 2 && here.provider.calls[0].key != here.provider.calls[1].key)
    } else {
      #expect(here.provider.calls.count == 1)
      #expect(generation.state == (mayRetry ? .queued : effect == .unknown ? .outcomeUnknown : .failed))
      #expect(try await here.spent == (effect == .notTaken ? 0 : 5))
    }
  }

  @Test("tries follow each other until the provider has failed so often in a row that it is left in peace")
  func circuit() async throws {
    let here = try await QueueStudio(ScriptedProvider(ScriptedProvider.fails(.timeout, .notTaken)))
    let id = try await here.submit()
    let generation = try await here.studio.wait(for: id) { $0.standing.failures == 5 }
    #expect(generation.state == .queued && generation.standing.notBefore != nil)
    #expect(generation.standing.fault?.code == .timeout && here.provider.calls.count == 5)
    _ = try await here.submit()
    #expect(here.studio.queue.figures.running == 0 && here.provider.calls.count == 5)
    #expect(try await here.spent == 0)
  }

  @Test("work that the provider has is asked for again with its ticket, and never sent anew")
  func tickets() async throws {
    let lost = ProviderFailure(.unavailable, "The line broke.", effect: .taken)
    let here = try await QueueStudio(
      ScriptedProvider(
        { call in
          try await call.tell(.submitted(ticket: "job 1"))
          try await call.tell(.submitted(ticket: "job 1 at b"))
          throw lost
        },
        { call in
          #expect(call.ticket == "job 1 at b")
          throw lost
        },
        ScriptedProvider.works))
    let generation = try await here.run(.sample(estimate: 9))
    #expect(generation.state == .succeeded && generation.standing.attempt == 3)
    #expect(here.provider.calls.map(\.ticket) == [nil, "job 1 at b", "job 1 at b"])
    #expect(Set(here.provider.calls.map(\.key)).count == 1)
    #expect(try await here.spent == 9)
  }

  @Test("a ticket that the provider never heard of is forgotten, and the work sent anew")
  func forgotten() async throws {
    let here = try await QueueStudio(
      ScriptedProvider(
        { call in
          try await call.tell(.submitted(ticket: "job 1"))
          throw ProviderFailure(.timeout, "No answer.", effect: .taken)
        }, ScriptedProvider.fails(.refused, .notTaken), ScriptedProvider.works))
    let generation = try await here.run(.sample(estimate: 9))
    #expect(generation.state == .succeeded)
    #expect(here.provider.calls.map(\.ticket) == [nil, "job 1", nil])
    #expect(try await here.spent == 9)
  }

  @Test("work that was named before it was sent and then refused is refused, and sent no more")
  func refusedByName() async throws {
    let here = try await QueueStudio(
      ScriptedProvider({ call in
        try await call.tell(.submitted(ticket: "named"))
        throw ProviderFailure(.refused, "No such model.", effect: .notTaken)
      }))
    let generation = try await here.run(.sample(estimate: 9))
    #expect(generation.state == .failed && generation.standing.fault?.code == .refused)
    #expect(here.provider.calls.count == 1)
    #expect(try await here.spent == 0)
  }

  @Test("a foreign picture, a broken one and none at all are clear failures", arguments: [0, 1, 2])
  func badImages(which: Int) async throws {
    let bytes = [Array("<html>no</html>".utf8), Specimen.broken, Specimen.gif][which]
    let here = try await QueueStudio(
      ScriptedProvider { call in
        try await call.tell(.image(ReceivedImage(index: 0, bytes: bytes)))
        return ImageReceipt(costMicros: 3)
      })
    let generation = try await here.run(.sample(estimate: 3))
    #expect(generation.state == .failed && generation.standing.fault?.code == .invalidImage)
    #expect(try await here.pictures.isEmpty && here.studio.files(in: "images").isEmpty)
    #expect(here.provider.calls.count == 1)
    #expect(try await here.spent == 3)
  }

  @Test("pictures that were not asked for are left where they are")
  func strangers() async throws {
    let here = try await QueueStudio(
      ScriptedProvider { call in
        for place in [5, -1, 0, 0, .max] {
          try await call.tell(.image(ReceivedImage(index: place, bytes: Specimen.png(seed: 1))))
        }
        return ImageReceipt()
      })
    let generation = try await here.run()
    #expect(generation.state == .succeeded)
    #expect(try await here.pictures.count == 1)
  }

  @Test("trouble after the last picture is no trouble")
  func lateFailure() async throws {
    let here = try await QueueStudio(
      ScriptedProvider { call in
        try await call.images()
        throw ProviderFailure(.interrupted, "The stream did not end.", effect: .unknown)
      })
    #expect(try await here.run().state == .succeeded)
  }

  @Test("an adapter that breaks its word is not trusted with a second call")
  func strangeError() async throws {
    struct Odd: Error {}
    let here = try await QueueStudio(ScriptedProvider { _ in throw Odd() })
    #expect(try await here.run().state == .outcomeUnknown)
    let other = try await QueueStudio(ScriptedProvider { _ in throw CancellationError() })
    #expect(try await other.run().state == .outcomeUnknown)
  }

  @Test("a model or a provider that went away, and an input that is gone, cost nothing")
  func missing() async throws {
    let here = try await QueueStudio()
    for model in ["builtin/gone", "gone/stub"] {
      let generation = try await here.run(.sample(model: model))
      #expect(generation.state == .failed && generation.standing.fault?.code == .unavailable)
    }
    var recipe = GenerationPlan.sample().recipe
    recipe.initImageId = Identifier()
    let plan = GenerationPlan(
      recipe: recipe, shots: GenerationPlan.sample().shots, priority: 0, estimatedCostMicros: 0)
    #expect(try await here.run(plan).standing.fault?.code == .invalidImage)
    #expect(here.provider.calls.isEmpty)
  }

  @Test("a picture to begin with goes out without what its file says, and is the parent of what comes of it")
  func inputs() async throws {
    let request = Mutex<ImageRequest?>(nil)
    let here = try await QueueStudio(
      ScriptedProvider { call in
        request.withLock { $0 = call.request }
        return try await ScriptedProvider.works(call)
      })
    let incoming = try await here.studio.pictures.vault.stage()
    try await incoming.write(Specimen.png(texts: [("parameters", "a secret garden\nSteps: 1, Seed: 1, Size: 8x8")]))
    let first = try await here.studio.pictures.intake.receive(
      into: here.workspace, files: [(try incoming.finish(), nil)])[0].picture
    var recipe = GenerationPlan.sample().recipe
    recipe.initImageId = first.id
    recipe.strength = 0.5
    let plan = GenerationPlan(
      recipe: recipe, shots: GenerationPlan.sample().shots, priority: 0, estimatedCostMicros: 0)
    let generation = try await here.run(plan)
    #expect(generation.state == .succeeded)
    let sent = try #require(request.withLock { $0 }?.initImage)
    #expect(!String(decoding: sent.bytes, as: UTF8.self).contains("secret") && sent.width == 8)
    #expect(try await here.pictures.first { $0.generationId != nil }?.parentImageId == first.id)
  }
}
