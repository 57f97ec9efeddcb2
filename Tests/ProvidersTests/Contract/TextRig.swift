import Domain
import HTTP
import Providers
import StandIn
import Support
import Synchronization
import Testing

/// An adapter that writes, at work on a stand-in.
struct TextRig: Sendable {
  let subject: TextSubject
  let standIn: StandIn
  let kind: ProviderKind
  let adapter: any TextProvider

  /// `base` goes behind the stand-in's own address, or is a whole one.
  init(_ subject: TextSubject, _ standIn: StandIn, options: JSON.Object = [:], base: String = "") throws {
    kind = try #require(Roster.kinds(client: Client()).first { $0.id == subject.kind })
    var all = options
    for member in subject.options.members where all[member.name] == nil { all.append(member.name, member.value) }
    if all["timeoutSeconds"] == nil { all.append("timeoutSeconds", 30) }
    if subject.kind == "gigachat" {
      let home = base.hasPrefix("http") ? base : standIn.base(of: subject.kind)
      all.append("authUrl", .string("\(home)/api/v2/oauth"))
    }
    let connection = ProviderConnection(
      id: "mine", baseUrl: base.hasPrefix("http") ? base : standIn.base(of: subject.kind) + base, key: Rig.key,
      options: all)
    let make = try #require(kind.text)
    adapter = try make(connection)
    self.subject = subject
    self.standIn = standIn
  }

  /// Plays one act on a stand-in of its own.
  static func with<Result>(
    _ subject: TextSubject, options: JSON.Object = [:], _ act: (TextRig) async throws -> Result
  ) async throws -> Result {
    let standIn = try StandIn(key: Rig.key)
    do {
      let result = try await act(TextRig(subject, standIn, options: options))
      await standIn.stop()
      return result
    } catch {
      await standIn.stop()
      throw error
    }
  }

  var stage: Stage { standIn.stage }

  func card(_ model: String? = nil) async throws -> ModelCard {
    let name = model ?? subject.model
    return try #require(try await adapter.models().first { $0.model == name }, "\(name) is not offered")
  }

  func request(
    _ text: String = "Hello", of card: ModelCard, pictures: Int = 0, streams: Bool = true
  ) -> TextRequest {
    let picture = TextTurn.Part.image(ImageFile(bytes: Specimen.png(), format: .png, width: 8, height: 8))
    let parts = [TextTurn.Part.text(text)] + Array(repeating: picture, count: pictures)
    var request = TextRequest(card: card, system: "Be kind.", turns: [TextTurn(.user, parts)])
    request.streams = streams
    if subject.thinks, card.capabilities.contains(.reasoning) { request.mode = .think }
    return request
  }

  /// Runs it and gives all that was told.
  func run(_ request: TextRequest) async throws -> Said {
    let told = Mutex<[TextNews]>([])
    let receipt = try await adapter.write(request) { news in told.withLock { $0.append(news) } }
    return Said(told.withLock(\.self), receipt)
  }

  /// The failure of a run and what was written before; nil when there was none.
  func failure(_ request: TextRequest) async throws -> (failure: ProviderFailure, said: Said)? {
    let told = Mutex<[TextNews]>([])
    do {
      _ = try await adapter.write(request) { news in told.withLock { $0.append(news) } }
      return nil
    } catch let failure as ProviderFailure {
      return (failure, Said(told.withLock(\.self), TextReceipt(finish: .other)))
    }
  }

  /// What the stand-in answers to "Hello".
  static func answer(to text: String = "Hello", pictures: Int = 0) -> String {
    "Hello, wörld — 🌊\n\"you\" said: \(text)" + (pictures > 0 ? ", with \(pictures) pictures" : "")
      + ", and I am told: Be kind."
  }

  static let thought = "First I look at it. Then I décide."
}

/// What an adapter told of an answer.
struct Said: Sendable, Equatable {
  var text = ""
  var thought = ""
  /// By their index: name and arguments.
  var calls: [Int: [String]] = [:]
  /// In how many pieces the words came.
  var pieces = 0
  var receipt: TextReceipt

  init(_ news: [TextNews], _ receipt: TextReceipt) {
    self.receipt = receipt
    for news in news {
      switch news {
      case .text(let text):
        self.text += text
        pieces += 1
      case .reasoning(let text): thought += text
      case .toolCall(let index, _, let name, let arguments):
        let old = calls[index] ?? ["", ""]
        calls[index] = [old[0] + (name ?? ""), old[1] + arguments]
      case .image: break
      }
    }
  }

  /// The same, however it came.
  var content: [String] { [text, thought] + calls.sorted { $0.key < $1.key }.flatMap(\.value) }
}
