import Domain

/// The built-in guide: answers from rules and what the docs say, in English and Russian. It is no language model, says
/// so, and needs no key and no network, so that a first chat works.
struct Guide: TextProvider {
  private let provider: String

  init(_ connection: ProviderConnection) { provider = connection.id }

  func models() async throws(ProviderFailure) -> [ModelCard] { [card, Enhancer.card(of: provider)] }

  func check() async throws(ProviderFailure) -> [String] {
    ["The guide is part of this program: there is nothing to connect to."]
  }

  func write(
    _ request: TextRequest, tell: @escaping @Sendable (TextNews) async throws -> Void
  ) async throws -> TextReceipt {
    guard request.card.chats else {
      throw ProviderFailure(.refused, "The enhancer makes prompts better and answers nothing else.", effect: .notTaken)
    }
    let answer = GuideAnswer(
      to: request.turns.last, before: request.turns.dropLast(), models: request.models,
      standsInFor: request.standsInFor
    ).text
    for piece in Self.pieces(of: answer) {
      try Task.checkCancellation()
      try await tell(.text(piece))
      // As fast as one reads along: who stops it can.
      try await Task.sleep(for: .milliseconds(6))
    }
    var receipt = TextReceipt(finish: .stop)
    receipt.usage.inputTokens = 0
    receipt.usage.outputTokens = 0
    receipt.costMicros = 0
    return receipt
  }

  private var card: ModelCard {
    var card = ModelCard(provider: provider, model: "guide", kind: .text, name: "Built-in guide", family: .guide)
    card.capabilities = [.chat, .streaming]
    card.price = .free
    card.source = .builtin
    return card
  }

  /// A few words each; joined they are the answer.
  static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for letter in text {
      piece.append(letter)
      if letter.isWhitespace, piece.utf8.count >= 18 {
        pieces.append(piece)
        piece = ""
      }
    }
    return piece.isEmpty ? pieces : pieces + [piece]
  }
}
