package import Domain
import Synchronization

/// A provider in our own process that does what the test says, call after call, and remembers what it was asked.
package final class ScriptedProvider: ImageProvider {
  package struct Call: Sendable {
    package let request: ImageRequest
    package let ticket: String?
    package let tell: @Sendable (ImageNews) async throws -> Void

    /// The pictures of the call, one by one; no two calls give the same bytes.
    package func images(_ places: Range<Int>? = nil) async throws {
      for place in places ?? 0..<request.count {
        try await tell(.image(ReceivedImage(index: place, bytes: Self.picture(request, place))))
      }
    }

    package static func picture(_ request: ImageRequest, _ place: Int) -> [UInt8] {
      let seed = UInt64(request.seed) + UInt64(place)
      return Specimen.png(width: min(request.width, 64), height: min(request.height, 64), seed: seed)
    }
  }

  package typealias Act = @Sendable (Call) async throws -> ImageReceipt

  private struct State {
    var acts: [Act]
    var calls: [(key: Identifier, ticket: String?, prompt: String, seed: UInt32, count: Int)] = []
  }

  private let card: ModelCard
  private let state: Mutex<State>

  /// Each call takes the next act; the last one is for all that come after.
  package init(card: ModelCard = ScriptedProvider.card(), _ acts: Act...) {
    self.card = card
    state = Mutex(State(acts: acts.isEmpty ? [Self.works] : acts))
  }

  package static let works: Act = { call in
    try await call.images()
    return ImageReceipt()
  }

  package static func fails(
    _ code: ProviderFailure.Code, _ effect: ProviderFailure.Effect, retryAfter: Int? = nil
  ) -> Act {
    { _ in throw ProviderFailure(code, "It does not work.", effect: effect, retryAfter: retryAfter) }
  }

  package static func card(of provider: String = Provider.builtin, imagesPerCall: Int = 1) -> ModelCard {
    var card = ModelCard(provider: provider, model: "stub", kind: .image, name: "Stub", family: .other)
    card.limits.imagesPerCall = imagesPerCall
    card.parameters = ["width", "height"].map { .init($0, .integer, least: 1, most: 4_096, standard: 1_024) }
    card.parameters.append(.init("seed", .integer, least: 0, most: Double(UInt32.max)))
    return card
  }

  /// As the built-in kind, which every studio has, or as one of its card's provider. `repeats` says that a cut call is
  /// simply made again.
  package func kind(concurrency: Int = 1, repeats: Bool = false) -> ProviderKind {
    ProviderKind(
      id: card.provider, name: "Stub", summary: "A script.",
      baseUrl: card.provider == Provider.builtin ? "" : "https://\(card.provider).test", key: .none, offers: [.image],
      concurrency: concurrency,
      repeats: repeats, image: { [self] _ throws(Failure) in self })
  }

  /// What it was asked so far, calls with a ticket included.
  package var calls: [(key: Identifier, ticket: String?, prompt: String, seed: UInt32, count: Int)] {
    state.withLock(\.calls)
  }

  package func models() async throws(ProviderFailure) -> [ModelCard] { [card] }

  package func check() async throws(ProviderFailure) -> [String] { ["It is a script."] }

  package func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    let act = state.withLock { state in
      state.calls.append((request.key, ticket, request.prompt, request.seed, request.count))
      return state.acts.count > 1 ? state.acts.removeFirst() : state.acts[0]
    }
    return try await act(Call(request: request, ticket: ticket, tell: tell))
  }
}

/// A door that tasks wait at until the test opens it. Cancelling a task lets it through with `CancellationError`.
package final class Latch: Sendable {
  private struct State {
    var isOpen = false
    var arrived = 0
    var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  package init() {}

  package func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Waits for `open`.
  package func pass() async throws {
    let number = state.withLock { state in
      state.arrived += 1
      return state.arrived
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (isOpen, watchers) = state.withLock { state in
          if !state.isOpen { state.waiting[number] = continuation }
          let ready = state.watchers.filter { $0.count <= state.arrived }
          state.watchers.removeAll { $0.count <= state.arrived }
          return (state.isOpen, ready)
        }
        for watcher in watchers { watcher.continuation.resume() }
        if isOpen { continuation.resume() }
        if Task.isCancelled { cancel(number) }
      }
    } onCancel: {
      cancel(number)
    }
  }

  /// Waits until so many have come to the door.
  package func awaitArrivals(_ count: Int = 1) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.arrived >= count { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  private func cancel(_ number: Int) {
    state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(throwing: CancellationError())
  }
}
