import Domain
import Raster
import Testing

@testable import Providers

/// The painter as the studio meets it.
@Suite("Painter", .timeLimit(.minutes(2)))
struct PainterTests {
  private static let painter = Painter(
    ProviderConnection(id: "builtin", baseUrl: "", key: nil, options: JSON.Object()))

  private func request(
    _ prompt: String = "a mountain lake", width: Int = 96, height: Int = 64, seed: UInt32 = 1, steps: Int = 4,
    extra: JSON = [:]
  ) throws -> ImageRequest {
    var request = ImageRequest(
      card: Self.painter.card, prompt: prompt, width: width, height: height, seed: seed, key: Identifier())
    request.steps = steps
    if case .object(let object) = extra { request.extra = object }
    return request
  }

  private func run(_ request: ImageRequest) async throws -> Told {
    let told = Told()
    told.close(try await Self.painter.generate(request, ticket: nil) { told.add($0) })
    return told
  }

  private func failure(_ request: ImageRequest) async throws -> ProviderFailure? {
    do {
      _ = try await run(request)
      return nil
    } catch let failure as ProviderFailure { return failure }
  }

  @Test("a picture comes whole, in the size asked for, opaque and for nothing")
  func onePicture() async throws {
    let told = try await run(try request())
    let image = try #require(told.images.first)
    let bitmap = try PictureFile(bytes: image.bytes).bitmap()
    #expect(told.images.count == 1 && image.index == 0 && image.seed == 1)
    #expect(bitmap.width == 96 && bitmap.height == 64)
    #expect(stride(from: 3, to: bitmap.pixels.count, by: 4).allSatisfy { bitmap.pixels[$0] == 255 })
    #expect(told.receipt == ImageReceipt(costMicros: 0))
  }

  @Test("every step is told once and in order, with previews on the way", arguments: [1, 2, 5, 12, 50])
  func steps(count: Int) async throws {
    let told = try await run(try request(steps: count))
    #expect(told.progress.compactMap(\.step) == Array(1...count))
    #expect(told.progress.allSatisfy { $0.steps == count })
    let fractions = told.progress.compactMap(\.fraction)
    #expect(fractions == fractions.sorted() && fractions.last == 1)
    #expect(told.previews.count >= 2)
    for preview in told.previews {
      let probe = try PictureFile(bytes: preview).probe
      #expect(max(probe.width, probe.height) <= 256)
    }
  }

  @Test("a call for several gives each its own seed and place")
  func batch() async throws {
    var batch = try request(seed: 8)
    batch.count = 3
    let told = try await run(batch)
    #expect(told.images.map(\.index) == [0, 1, 2])
    #expect(told.images.map(\.seed) == [8, 9, 10])
    #expect(Set(told.images.map(\.bytes)).count == 3)
    let alone = try await run(try request(seed: 10))
    #expect(alone.images.first?.bytes == told.images.last?.bytes)
  }

  @Test("cancelling ends the painting, however slow it was told to be")
  func cancel() async throws {
    struct Enough: Error {}
    let slow = try request(extra: ["delayMs": 60_000])
    let task = Task {
      try await Self.painter.generate(slow, ticket: nil) { if case .progress = $0 { throw Enough() } }
    }
    await #expect(throws: Enough.self) { _ = try await task.value }
    let (began, beginning) = AsyncStream<Void>.makeStream()
    let waiting = Task {
      try await Self.painter.generate(slow, ticket: nil) { if case .preview = $0 { beginning.yield() } }
    }
    for await _ in began { break }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { _ = try await waiting.value }
  }

  @Test("it fails the way it is told to, and never pays")
  func faults() async throws {
    #expect(try await failure(try request(extra: ["fail": "before"]))?.effect == .notTaken)
    #expect(try await failure(try request(extra: ["fail": "during"]))?.code == .garbage)
    #expect(try await failure(try request(extra: ["fail": "after"]))?.effect == .unknown)
    let garbage = try #require(try await run(try request(extra: ["fail": "garbage"])).images.first)
    #expect(throws: RasterError.self) { _ = try PictureFile(bytes: garbage.bytes).verify() }
    #expect(try await run(try request(extra: ["fail": "empty"])).images.isEmpty)
  }

  @Test("its card says what it is and takes what it declares")
  func card() async throws {
    let card = try #require(try await Self.painter.models().first)
    #expect(card.id == "builtin/painter" && card.family == .painter && card.price == .free)
    #expect(card.parameter("style")?.options == Painter.Trial.styles)
    #expect(card.parameter("style")?.detail?.contains("not a diffusion model") == true)
    #expect(Painter.kind.repeats && Painter.kind.summary.contains("not a diffusion model"))
  }
}
