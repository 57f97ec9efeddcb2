import Synchronization

/// What tasks tell the thread of all transfers.
enum TransferLetter: Sendable {
  case start(Transfer)
  /// There is room for more of the answer, or more of the request to send.
  case resume(UInt64)
  case cancel(UInt64)
  case stop
}

/// One request and its answer, as tasks and the curl thread share it: what is to be sent waits here, and so does what
/// has come.
final class Transfer: Sendable {
  /// Bytes that wait in either direction before the side that brings them is made to wait.
  static let capacity = 256 << 10

  private typealias HeadWaiter = CheckedContinuation<Result<AnswerHead, ClientFailure>, Never>
  private typealias BytesWaiter = CheckedContinuation<Result<[UInt8]?, ClientFailure>, Never>

  private struct State {
    var head: AnswerHead?
    var waitsForHead: [HeadWaiter] = []
    var arrived: [UInt8] = []
    /// The curl thread was told to hold back.
    var isFull = false
    var waitsForBytes: [BytesWaiter] = []
    var end: Result<[UInt8]?, ClientFailure>?
  }

  let id: UInt64
  let request: Client.Request
  let upload: Upload?
  private let mailbox: CurlMailbox<TransferLetter>
  private let state = Mutex(State())
  private static let lastId = Atomic<UInt64>(0)

  init(_ request: Client.Request, _ mailbox: CurlMailbox<TransferLetter>) {
    let id = Self.lastId.wrappingAdd(1, ordering: .relaxed).newValue
    self.id = id
    self.request = request
    self.mailbox = mailbox
    if case .stream(let body) = request.body {
      upload = Upload(body) { mailbox.post(.resume(id)) }
    } else {
      upload = nil
    }
  }

  // What tasks call.

  func head() async throws(ClientFailure) -> AnswerHead {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: HeadWaiter) in
        let ready: Result<AnswerHead, ClientFailure>? = state.withLock { state in
          if let head = state.head { return .success(head) }
          if case .failure(let failure) = state.end { return .failure(failure) }
          state.waitsForHead.append(waiter)
          return nil
        }
        if let ready { waiter.resume(returning: ready) }
      }
    } onCancel: {
      cancel()
    }
    return try result.get()
  }

  /// What has come since the last call, all of it; nil at the end.
  func bytes() async throws(ClientFailure) -> [UInt8]? {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: BytesWaiter) in
        let (ready, hasRoom): (Result<[UInt8]?, ClientFailure>?, Bool) = state.withLock { state in
          guard !state.arrived.isEmpty else {
            if state.end == nil { state.waitsForBytes.append(waiter) }
            return (state.end, false)
          }
          defer {
            state.arrived = []
            state.isFull = false
          }
          return (.success(state.arrived), state.isFull)
        }
        if hasRoom { mailbox.post(.resume(id)) }
        if let ready { waiter.resume(returning: ready) }
      }
    } onCancel: {
      cancel()
    }
    return try result.get()
  }

  func cancel() {
    let isOver = state.withLock { $0.end != nil }
    if !isOver { mailbox.post(.cancel(id)) }
  }

  // What the curl thread calls.

  func deliver(_ head: AnswerHead) {
    let waiters = state.withLock { state in
      state.head = head
      defer { state.waitsForHead = [] }
      return state.waitsForHead
    }
    for waiter in waiters { waiter.resume(returning: .success(head)) }
  }

  /// Takes bytes of the body; false when the reader is behind, so that they must come again later.
  func deliver(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var waiter: BytesWaiter?
    let isTaken = state.withLock { state in
      if !state.waitsForBytes.isEmpty {
        waiter = state.waitsForBytes.removeFirst()
        return true
      }
      guard state.arrived.count < Self.capacity else {
        state.isFull = true
        return false
      }
      state.arrived += bytes
      return true
    }
    waiter?.resume(returning: .success(Array(bytes)))
    return isTaken
  }

  func end(_ failure: ClientFailure?) {
    upload?.close()
    let (heads, readers) = state.withLock { state in
      state.end = failure.map { .failure($0) } ?? .success(nil)
      defer {
        state.waitsForHead = []
        state.waitsForBytes = []
      }
      return (state.waitsForHead, state.waitsForBytes)
    }
    let nothing = ClientFailure(.broken, sent: true, detail: "ended without a head")
    for waiter in heads { waiter.resume(returning: .failure(failure ?? nothing)) }
    for waiter in readers { waiter.resume(returning: failure.map { .failure($0) } ?? .success(nil)) }
  }
}
