package import Domain
package import Storage
import Synchronization

/// Where prompts are made better: by the language model that is asked for, and by the built-in enhancer where there is
/// none or it fails. What was begun is finished and kept, whoever goes on listening.
package final class EnhancementDesk: Sendable {
  package enum News: Sendable, Equatable {
    /// A candidate begins, or is written anew: all of it so far.
    case candidate(Int, String)
    /// More of one.
    case more(Int, String)
  }

  /// Work that goes on by itself.
  package struct Begun<Answer: Sendable>: Sendable {
    /// Ends with the work. Only one may listen.
    package let news: AsyncStream<News>
    package let answer: Task<Answer, any Error>
  }

  /// What is made, before it has its row.
  struct Order: Sendable {
    let input: EnhancementInput
    let workspace: Workspace
    let imageModel: String
    let family: Family
    let textModel: TextModel
    var fingerprint: [UInt8] { input.fingerprint(imageModel: imageModel, textModel: textModel.wanted) }
  }

  let store: Store
  let room: ProviderRoom
  let clock: Clock
  let log: Log
  /// How long a model may take for its answer.
  let patience: Duration
  private let state = Mutex(State())

  private struct State {
    var running: [Int: @Sendable () -> Void] = [:]
    var last = 0
    var isEnding = false
  }

  package init(
    store: Store, room: ProviderRoom, clock: Clock = .system, log: Log = .silent, patience: Duration = .seconds(45)
  ) {
    self.store = store
    self.room = room
    self.clock = clock
    self.log = log
    self.patience = patience
  }

  /// Begins to make a prompt better. `answer` makes what the caller wants in the transaction that keeps it.
  ///
  /// Throws `not_found` and `in_trash` for the workspace, `invalid_request` for a model that cannot be what it is named
  /// as, `too_many` and `unavailable`; the task throws what the store throws.
  package func begin<Answer: Sendable>(
    _ input: EnhancementInput, answer: @escaping @Sendable (Enhancement, Writing) throws -> Answer
  ) async throws -> Begun<Answer> {
    let order = try await order(input)
    let (news, listener) = AsyncStream.makeStream(of: News.self)
    let task = try start { [self] in
      defer { listener.finish() }
      let enhancement = try await made(order) { listener.yield($0) }
      return try await store.write { writing in
        try writing.enhancements.insert(enhancement, fingerprint: order.fingerprint)
        return try answer(enhancement, writing)
      }
    }
    return Begun(news: news, answer: task)
  }

  /// The same for who keeps it in a transaction of their own, and waits.
  func enhance(_ input: EnhancementInput) async throws -> (enhancement: Enhancement, fingerprint: [UInt8]) {
    let order = try await order(input)
    let task = try start { [self] in try await made(order) { _ in } }
    return (try await task.value, order.fingerprint)
  }

  /// Takes nothing new, and lets go of what is asked.
  package func end() {
    let running = state.withLock { state in
      state.isEnding = true
      return Array(state.running.values)
    }
    for cancel in running { cancel() }
  }

  private func start<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) throws -> Task<Value, any Error> {
    try state.withLock { state in
      if state.isEnding { throw Failure(.unavailable, "Pixazo is shutting down.", retryAfter: 5) }
      guard state.running.count < Self.most else {
        throw Failure(.queueFull, "\(Self.most) prompts are being worked on already. Please wait.", retryAfter: 5)
      }
      state.last += 1
      let number = state.last
      let task = Task { [self] in
        defer { leave(number) }
        do { return try await work() } catch is CancellationError {
          throw Failure(.unavailable, "The studio stopped while this was written.", retryAfter: 5)
        }
      }
      state.running[number] = { task.cancel() }
      return task
    }
  }

  private func leave(_ number: Int) { _ = state.withLock { $0.running.removeValue(forKey: number) } }

  /// Looks up what is named, and chooses what is not.
  func order(_ input: EnhancementInput) async throws -> Order {
    let workspace = try await store.read { try $0.workspaces.get(input.workspaceId) }
    guard workspace.deletedAt == nil else {
      throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
    }
    var errors: [Failure.Field] = []
    if let asked = input.imageModel, room.card(asked)?.kind != .image {
      let isThere = room.card(asked) != nil
      errors.append(
        Failure.Field(
          "/imageModel", isThere ? .unsupported : .notFound,
          isThere ? "\(asked) makes no images." : "There is no model \(asked) here."))
    }
    if let asked = input.textModel, room.card(asked)?.kind != .text {
      let isThere = room.card(asked) != nil
      errors.append(
        Failure.Field(
          "/textModel", isThere ? .unsupported : .notFound,
          isThere ? "\(asked) does not write text." : "There is no model \(asked) here."))
    }
    if !errors.isEmpty { throw Failure(refusing: errors) }
    let imageModel = input.imageModel ?? workspace.settings.imageModel ?? Preparation.usualModel
    return Order(
      input: input, workspace: workspace, imageModel: imageModel,
      family: room.card(imageModel)?.family ?? Family(naming: imageModel),
      textModel: TextModel.choose(input.textModel, workspace, room))
  }

  private static let most = 256
}
