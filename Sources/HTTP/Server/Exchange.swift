/// One request and its answer on a connection. Touched on the loop's thread only.
final class Exchange {
  enum Stage {
    case waiting
    case streaming(chunked: Bool)
    /// All of the answer is in the outbox.
    case answered
  }

  let isHead: Bool
  let mayChunk: Bool
  let webSocketKey: String?
  let webSocketVersion: String?
  let wantsUpgrade: Bool
  let inbox: BodyInbox?
  var keepAlive: Bool
  /// The client waits for our word before it sends the body.
  var owesContinue: Bool
  /// The whole request has been read.
  var requestEnded = false
  var stage = Stage.waiting
  var heartbeat: [UInt8] = []
  /// What is still to come of a streamed body whose length was promised.
  var owedBytes: Int?
  var task: Task<Void, Never>?
  var writer: CheckedContinuation<Bool, Never>?

  init(_ head: Parser.Head, inbox: BodyInbox?) {
    isHead = head.method == .head
    mayChunk = head.mayChunk
    webSocketKey = head.wantsUpgrade ? head.headers["sec-websocket-key"] : nil
    webSocketVersion = head.wantsUpgrade ? head.headers["sec-websocket-version"] : nil
    wantsUpgrade = head.wantsUpgrade
    keepAlive = head.keepAlive
    owesContinue = head.expectsContinue && head.hasBody
    self.inbox = inbox
  }

  /// Lets go of whoever waits: the answer cannot be completed any more.
  func abandon() {
    inbox?.fail(.incomplete)
    task?.cancel()
    writer?.resume(returning: false)
    writer = nil
  }
}
