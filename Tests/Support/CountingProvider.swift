package import Domain
import Foundation
import Synchronization

/// A provider that writes down each submission before it does anything else, so that what it was asked survives the
/// end of the process that asked. Like a real one it may be busy, slow, or done before anybody comes for the pictures.
///
/// `ticketed` models give a ticket and can be asked again, `immediate` ones answer with the pictures or not at all.
package final class CountingProvider: ImageProvider {
  package static let models = ["ticketed", "immediate"]

  private let book: String
  private let random: Mutex<SplitMix>

  package init(book: String, seed: UInt64) {
    self.book = book
    random = Mutex(SplitMix(state: seed))
  }

  package var kind: ProviderKind {
    ProviderKind(
      id: Provider.builtin, name: "Counting", summary: "It counts.", baseUrl: "", key: .none, offers: [.image],
      concurrency: 4, image: { [self] _ throws(Failure) in self })
  }

  package func models() async throws(ProviderFailure) -> [ModelCard] {
    Self.models.map { model in
      var card = ModelCard(provider: Provider.builtin, model: model, kind: .image, name: model, family: .other)
      card.limits.imagesPerCall = 2
      return card
    }
  }

  package func check() async throws(ProviderFailure) -> [String] { [] }

  package func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    if ticket == nil {
      let isBusy = roll(8) == 0
      try write("\(isBusy ? "refused" : "taken") \(request.key)\n")
      if isBusy { throw ProviderFailure(.unavailable, "It is busy.", effect: .notTaken) }
      try await work()
      if request.card.model == "ticketed" { try await tell(.submitted(ticket: request.key.text)) }
    }
    try await work()
    try await tell(.fetching)
    for place in 0..<request.count {
      try await work()
      let seed = UInt64(request.seed) + UInt64(place)
      try await tell(.image(ReceivedImage(index: place, bytes: Specimen.png(seed: seed))))
    }
    return ImageReceipt()
  }

  private func work() async throws { try await Task.sleep(for: .microseconds(Int64(roll(3_000)))) }

  private func roll(_ most: UInt64) -> UInt64 { random.withLock { $0.next() % most } }

  /// In one call, which the system never tears apart; a killed process loses nothing that it wrote.
  private func write(_ line: String) throws {
    let file = open(book, O_WRONLY | O_APPEND | O_CREAT, 0o600)
    guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(file) }
    let bytes = Array(line.utf8)
    guard Foundation.write(file, bytes, bytes.count) == bytes.count else { throw CocoaError(.fileWriteUnknown) }
  }
}
