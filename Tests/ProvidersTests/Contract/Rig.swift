import Domain
import HTTP
import Providers
import Raster
import StandIn
import Support
import Synchronization
import Testing

/// An adapter of one kind at work on a stand-in.
struct Rig: Sendable {
  static let key = "sk-3c0ffee-Never-To-Be-Seen"

  let subject: Subject
  let standIn: StandIn
  let kind: ProviderKind
  let adapter: any ImageProvider

  /// `base` goes behind the stand-in's own address, or is a whole one.
  init(_ subject: Subject, _ standIn: StandIn, options: JSON.Object = [:], base: String = "") throws {
    let client = Client(userAgent: "Pixazo/test")
    kind = try #require(Roster.kinds(client: client).first { $0.id == subject.kind })
    var all: JSON.Object = ["pollSeconds": 0.05, "timeoutSeconds": 30]
    for member in subject.options.members + options.members {
      var kept = JSON.Object()
      for old in all.members where old.name != member.name { kept.append(old.name, old.value) }
      kept.append(member.name, member.value)
      all = kept
    }
    var declared = JSON.Object()
    for member in all.members where kind.options.contains(where: { $0.name == member.name }) {
      declared.append(member.name, member.value)
    }
    let connection = ProviderConnection(
      id: "mine", baseUrl: base.hasPrefix("http") ? base : standIn.base(of: subject.kind) + base,
      key: kind.key == .none ? nil : Self.key, options: declared)
    let make = try #require(kind.image)
    adapter = try make(connection)
    self.subject = subject
    self.standIn = standIn
  }

  /// Plays one act on a stand-in of its own.
  static func with<Result>(
    _ subject: Subject, options: JSON.Object = [:], _ act: (Rig) async throws -> Result
  ) async throws -> Result {
    let kinds = Roster.kinds(client: Client())
    let kind = try #require(kinds.first { $0.id == subject.kind })
    let standIn = try StandIn(key: kind.key == .none ? nil : key)
    do {
      let result = try await act(Rig(subject, standIn, options: options))
      await standIn.stop()
      return result
    } catch {
      await standIn.stop()
      throw error
    }
  }

  var stage: Stage { standIn.stage }

  /// The same provider after a restart.
  func again() throws -> Rig { try Rig(subject, standIn) }

  func card(_ model: String? = nil) async throws -> ModelCard {
    let name = try #require(model ?? subject.models.first)
    return try #require(try await adapter.models().first { $0.model == name }, "\(name) is not offered")
  }

  /// A request as a recipe of defaults makes it.
  func request(
    _ prompt: String = "a lighthouse", of card: ModelCard, count: Int = 1, seed: UInt32 = 7
  ) -> ImageRequest {
    func number(_ name: String) -> Double? { card.parameter(name)?.standard.double }
    let width = number("width").map { Int($0) } ?? 64, height = number("height").map { Int($0) } ?? 64
    var request = ImageRequest(
      card: card, prompt: prompt, width: width, height: height, seed: seed, key: Identifier())
    request.count = count
    request.steps = number("steps").map { Int($0) }
    request.guidance = number("guidance")
    request.strength = number("strength")
    request.negativePrompt = card.parameter("negativePrompt") == nil ? nil : "text"
    let file = ImageFile(bytes: Specimen.png(), format: .png, width: 8, height: 8)
    if card.parameter("initImageId") != nil, !card.capabilities.contains(.textToImage) { request.initImage = file }
    if card.parameter("maskImageId") != nil, !card.capabilities.contains(.textToImage) { request.mask = file }
    subject.prepare(&request)
    return request
  }

  /// Runs it and gives all that was told; `look` sees it grow.
  func run(
    _ request: ImageRequest, ticket: String? = nil, look: @escaping @Sendable (Told) -> Void = { _ in }
  ) async throws -> Told {
    let told = Told()
    let receipt = try await adapter.generate(request, ticket: ticket) { news in
      told.add(news)
      look(told)
    }
    told.close(receipt)
    return told
  }

  /// The failure of a run; nil when there was none.
  func failure(_ request: ImageRequest, ticket: String? = nil) async throws -> ProviderFailure? {
    do {
      _ = try await run(request, ticket: ticket)
      return nil
    } catch let failure as ProviderFailure {
      return failure
    }
  }
}

/// What an adapter told.
final class Told: Sendable {
  private let all = Mutex<(news: [ImageNews], receipt: ImageReceipt?)>(([], nil))

  func add(_ news: ImageNews) { all.withLock { $0.news.append(news) } }
  func close(_ receipt: ImageReceipt) { all.withLock { $0.receipt = receipt } }

  var news: [ImageNews] { all.withLock { $0.news } }
  var receipt: ImageReceipt? { all.withLock { $0.receipt } }

  var images: [ReceivedImage] { news.compactMap { if case .image(let image) = $0 { image } else { nil } } }
  var tickets: [String] { news.compactMap { if case .submitted(let ticket) = $0 { ticket } else { nil } } }
  var previews: [[UInt8]] { news.compactMap { if case .preview(let bytes) = $0 { bytes } else { nil } } }
  var progress: [ImageProgress] { news.compactMap { if case .progress(let now) = $0 { now } else { nil } } }
}
