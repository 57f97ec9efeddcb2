package import Domain
import Synchronization

/// A kind of provider that calls nobody and does what a test tells it.
package final class Puppet: Sendable {
  private struct State {
    var models = ["one"]
    var failure: ProviderFailure?
    var connections: [ProviderConnection] = []
    var asked = 0
  }

  package let id: String
  private let key: ProviderKind.Key
  private let baseUrl: String?
  private let state = Mutex(State())

  package init(_ id: String = "puppet", key: ProviderKind.Key = .optional, baseUrl: String? = "https://puppet.test/v1")
  {
    self.id = id
    self.key = key
    self.baseUrl = baseUrl
  }

  package var kind: ProviderKind {
    ProviderKind(
      id: id, name: "Puppet", summary: "Does what a test tells it.", baseUrl: baseUrl, key: key, offers: [.image],
      options: [
        .init("speed", .integer, least: 1, most: 9, standard: 5), .init("mode", .choice, options: ["calm", "wild"]),
      ], concurrency: 3
    ) { [self] connection in
      state.withLock { $0.connections.append(connection) }
      return Strings(puppet: self, provider: connection.id)
    }
  }

  /// The models that it lists from now on.
  package func has(_ models: [String]) { state.withLock { $0.models = models } }

  /// From now on every question fails so; nil lets it answer.
  package func fails(_ failure: ProviderFailure?) { state.withLock { $0.failure = failure } }

  package func fails(_ code: ProviderFailure.Code, _ detail: String = "It fell over.") {
    fails(ProviderFailure(code, detail, effect: .notTaken))
  }

  /// All connections that were made of it, the last one last.
  package var connections: [ProviderConnection] { state.withLock(\.connections) }
  /// How many questions it was asked.
  package var asked: Int { state.withLock(\.asked) }

  private struct Strings: ImageProvider {
    let puppet: Puppet
    let provider: String

    func models() async throws(ProviderFailure) -> [ModelCard] { try puppet.answer().map(card) }

    func check() async throws(ProviderFailure) -> [String] {
      _ = try puppet.answer()
      return ["The strings hold."]
    }

    func generate(
      _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
    ) async throws -> ImageReceipt { ImageReceipt() }

    private func card(_ model: String) -> ModelCard {
      var card = ModelCard(provider: provider, model: model, kind: .image, name: model, family: Family(naming: model))
      card.capabilities = [.textToImage]
      card.parameters = Tuning(naming: model).parameters(samplers: ["Euler"])
      card.price = .init(perImage: 1_500)
      return card
    }
  }

  private func answer() throws(ProviderFailure) -> [String] {
    let (models, failure) = state.withLock { state in
      state.asked += 1
      return (state.models, state.failure)
    }
    if let failure { throw failure }
    return models
  }
}
