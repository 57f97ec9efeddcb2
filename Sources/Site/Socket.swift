import Domain
import HTTP
import Storage
import Studio

/// The events over a WebSocket. A client may say `{"resume":"<id>"}` once, and nothing else.
enum Socket {
  static func open(_ call: Call) async throws -> Response {
    // Browsers always say where a socket comes from. A cookie without an origin is a browser that hides it.
    if call.request.headers["origin"] == nil, call.request.headers.contains("cookie") {
      throw Failure(.originNotAllowed, "A socket that carries a cookie must say its origin.")
    }
    guard call.request.headers.lists("websocket", in: "upgrade") else {
      throw Failure(.upgradeRequired, "This address speaks WebSocket.")
    }
    let workspaceId = call.asked.identifier("workspaceId")
    let subscription = call.site.hub.subscribe(to: workspaceId)
    // What is in the log by now is told only to who resumes; everything after it is told as it comes.
    let start = try await call.read { try $0.events.newestId() }
    let session = Session(site: call.site, workspaceId: workspaceId, subscription: subscription, start: start)
    return Response(.ok, body: .webSocket { await session.run($0) })
  }

  private struct Session: Sendable {
    let site: FrontDesk
    let workspaceId: Identifier?
    let subscription: Subscription
    let start: Int64

    func run(_ socket: WebSocket) async {
      // Live events wait until the client has said where to go on, or shown that it will not.
      let (ready, isReady) = AsyncStream<Never>.makeStream()
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await listen(socket) { isReady.finish() }
        }
        group.addTask {
          await patiently(ready) { isReady.finish() }
          try? await tell(socket)
          await socket.close(code: 1001, reason: "")
        }
        await group.next()
        group.cancelAll()
      }
    }

    /// Waits until it is ready, but not long.
    private func patiently(_ ready: AsyncStream<Never>, _ end: @escaping @Sendable () -> Void) async {
      async let _: Void = {
        try? await Task.sleep(for: .milliseconds(200))
        end()
      }()
      for await _ in ready {}
    }

    private func listen(_ socket: WebSocket, _ hasBegun: @Sendable () -> Void) async {
      defer { hasBegun() }
      guard let first = await socket.receive() else { return }
      do {
        try await replay(Resume(first), to: socket)
      } catch let failure as Failure {
        return await socket.close(code: failure.code == .invalidRequest ? 1008 : 1011, reason: failure.detail)
      } catch {
        return
      }
      hasBegun()
      if await socket.receive() != nil {
        await socket.close(code: 1008, reason: "Only one message, to resume, is expected here.")
      }
    }

    private func replay(_ resume: Resume, to socket: WebSocket) async throws {
      switch try await Replay.plan(resume, until: start, site.store) {
      case .resync: try await send(.resync(at: site.clock.now), to: socket)
      case .after(let id, let newest):
        try await Replay(workspaceId: workspaceId, after: id, until: newest).run(site.store) { events in
          for event in events { try await send(EventHub.Announcement(event), to: socket) }
        }
      }
    }

    private func tell(_ socket: WebSocket) async throws {
      while true {
        switch await subscription.next() {
        case .announcements(let announcements):
          for announcement in announcements where Events.isNew(announcement, start) {
            try await send(announcement, to: socket)
          }
        case .missed: try await send(.resync(at: site.clock.now), to: socket)
        case .ended: return
        }
      }
    }

    /// `{"id",` and then the members that the event's own JSON has.
    private func send(_ announcement: EventHub.Announcement, to socket: WebSocket) async throws {
      var frame = "{\"id\":"
      frame += announcement.id.map { "\"\($0)\"" } ?? "null"
      frame += ","
      frame += String(decoding: announcement.json.dropFirst(), as: UTF8.self)
      try await socket.send(.text(frame))
    }
  }
}

extension Resume {
  /// Throws `invalid_request` for any other message.
  fileprivate init(_ message: WebSocket.Message) throws(Failure) {
    guard case .text(let text) = message, let json = try? JSON(parsing: Array(text.utf8), depth: 4),
      let id = json["resume"]?.string
    else { throw Failure(.invalidRequest, "A message must be {\"resume\":\"<id>\"}.") }
    self.init(id)
  }
}
