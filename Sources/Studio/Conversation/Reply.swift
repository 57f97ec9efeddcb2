package import Domain
import Synchronization

/// A reply while it is written, and all who watch it.
///
/// Who watches holds a place in what was written so far: nothing is told twice or left out however slow a reader is,
/// and one that falls behind costs nobody anything, since it simply gets more at once.
package final class Reply: Sendable {
  package enum News: Sendable, Equatable {
    case text(String)
    case reasoning(String)
  }

  /// How far somebody has read.
  package struct Place: Sendable {
    fileprivate var run = 0
    fileprivate var offset = 0
  }

  /// Why it is to end before the model does.
  enum Cut: Sendable, Equatable {
    /// A person said so.
    case stopped
    /// The studio ends.
    case ending
    /// Nobody wants it any more.
    case deleted
  }

  package let id: Identifier
  package let chatId: Identifier
  fileprivate let state = Mutex(State())

  init(id: Identifier, chatId: Identifier) {
    self.id = id
    self.chatId = chatId
  }

  fileprivate struct State {
    /// Words and thoughts in their order; neighbours differ in kind.
    var runs: [(isThought: Bool, text: String)] = []
    var calls: [Int: (id: String, name: String, arguments: String)] = [:]
    var images: [Identifier] = []
    var length = 0
    var cut: Cut?
    var onCut: (@Sendable () -> Void)?
    var ended: Message?
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter = 0

    mutating func everybody() -> [CheckedContinuation<Void, Never>] {
      defer { waiters = [:] }
      return Array(waiters.values)
    }

    func isNews(after place: Place) -> Bool {
      if ended != nil || place.run < runs.count - 1 { return true }
      return place.run < runs.count && place.offset < runs[place.run].text.utf8.count
    }
  }

  /// More than any person reads; a model that never ends must not fill the memory.
  static let longest = 2_000_000
}

// What its writer does.
extension Reply {
  /// Throws `CancellationError` once it was cut, and a failure when it does not end.
  func add(_ news: TextNews) throws {
    let waiting = try state.withLock { state -> [CheckedContinuation<Void, Never>] in
      if state.cut != nil { throw CancellationError() }
      switch news {
      case .text(let text): try state.append(text, isThought: false)
      case .reasoning(let text): try state.append(text, isThought: true)
      case .toolCall(let index, let id, let name, let arguments):
        guard state.calls.count < 128 || state.calls[index] != nil else { return [] }
        try state.grow(by: arguments.utf8.count)
        var call = state.calls[index] ?? ("", "", "")
        if let id { call.id = id }
        if let name { call.name = name }
        call.arguments += arguments
        state.calls[index] = call
      case .image: break
      }
      return state.everybody()
    }
    for waiter in waiting { waiter.resume() }
  }

  /// A picture that came with it and is kept.
  func add(image: Identifier) { state.withLock { $0.images.append(image) } }

  var imageCount: Int { state.withLock(\.images.count) }

  /// Whether anybody could have seen something of it.
  var hasBegun: Bool { state.withLock { !$0.runs.isEmpty || !$0.calls.isEmpty || !$0.images.isEmpty } }

  /// How much was written, to see whether there is more to save.
  var length: Int { state.withLock { $0.length + $0.images.count } }

  /// All that was written, as it is stored.
  var parts: [Message.Part] { state.withLock(\.parts) }

  /// What `cut` calls at once, from whatever thread; called now when it was cut already.
  func whenCut(_ action: (@Sendable () -> Void)?) {
    let isCut = state.withLock { state in
      state.onCut = action
      return state.cut != nil
    }
    if isCut { action?() }
  }

  /// From now on nothing is added. The first reason counts.
  func cut(_ reason: Cut) {
    let action = state.withLock { state -> (@Sendable () -> Void)? in
      guard state.cut == nil, state.ended == nil else { return nil }
      state.cut = reason
      return state.onCut
    }
    action?()
  }

  var cut: Cut? { state.withLock { $0.cut } }

  func end(_ message: Message) {
    let waiting = state.withLock { state in
      state.ended = message
      state.onCut = nil
      return state.everybody()
    }
    for waiter in waiting { waiter.resume() }
  }
}

// What those who watch do.
extension Reply {
  /// All that was written so far, and the place behind it.
  package func soFar() -> (parts: [Message.Part], place: Place) {
    state.withLock { state in
      guard let last = state.runs.last else { return (state.parts, Place()) }
      return (state.parts, Place(run: state.runs.count - 1, offset: last.text.utf8.count))
    }
  }

  /// Waits for what comes after `place`, which moves on; nil once there is nothing more to come. Throws
  /// `CancellationError` when the caller is cancelled.
  package func next(after place: inout Place) async throws -> [News]? {
    while true {
      try Task.checkCancellation()
      let (news, isOver) = take(&place)
      if !news.isEmpty { return news }
      if isOver { return nil }
      await change(after: place)
    }
  }

  // Who waits holds room for all that its function ever holds, for as long as the reply is written: so what looks at the
  // state, which is large, is never made one with it.

  @inline(never)
  private func take(_ place: inout Place) -> (news: [News], isOver: Bool) {
    state.withLock { state in (state.take(&place), state.ended != nil) }
  }

  /// True when there is nothing to wait for.
  @inline(never)
  private func enter(_ waiter: CheckedContinuation<Void, Never>, as key: Int, after place: Place) -> Bool {
    state.withLock { state in
      if Task.isCancelled || state.isNews(after: place) { return true }
      state.waiters[key] = waiter
      return false
    }
  }

  @inline(never)
  private func newKey() -> Int {
    state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
  }

  /// How it ended, once it has. Throws `CancellationError` when the caller is cancelled.
  package func end() async throws -> Message {
    var place = soFar().place
    while try await next(after: &place) != nil {}
    guard let ended = state.withLock({ $0.ended }) else { throw CancellationError() }
    return ended
  }

  private func change(after place: Place) async {
    let key = newKey()
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        if enter(waiter, as: key, after: place) { waiter.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: key) }?.resume()
    }
  }
}

extension Reply.State {
  fileprivate mutating func append(_ text: String, isThought: Bool) throws(ProviderFailure) {
    guard !text.isEmpty else { return }
    try grow(by: text.utf8.count)
    if let last = runs.indices.last, runs[last].isThought == isThought {
      runs[last].text += text
    } else {
      runs.append((isThought, text))
    }
  }

  fileprivate mutating func grow(by count: Int) throws(ProviderFailure) {
    guard length + count <= Reply.longest else {
      throw ProviderFailure(.garbage, "The answer did not end: it was cut at \(length) bytes.", effect: .taken)
    }
    length += count
  }

  fileprivate var parts: [Message.Part] {
    runs.map { $0.isThought ? .reasoning($0.text) : .text($0.text) } + images.map { .image($0) }
      + calls.sorted { $0.key < $1.key }.map { key, call in
        .toolCall(id: call.id.isEmpty ? "call-\(key)" : call.id, name: call.name, arguments: call.arguments)
      }
  }

  /// Only whole letters are ever added, so a place is never within one.
  fileprivate func take(_ place: inout Reply.Place) -> [Reply.News] {
    var news: [Reply.News] = []
    while place.run < runs.count {
      let run = runs[place.run]
      let rest = String(decoding: run.text.utf8.dropFirst(place.offset), as: UTF8.self)
      if !rest.isEmpty { news.append(run.isThought ? .reasoning(rest) : .text(rest)) }
      place.offset += rest.utf8.count
      guard place.run < runs.count - 1 else { break }
      place = Reply.Place(run: place.run + 1, offset: 0)
    }
    return news
  }
}
