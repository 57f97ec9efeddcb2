import Domain
import Storage

/// Brings the pictures of a generation into the message that ordered them, and says how it ended.
struct PictureWriter: Sendable {
  let conversation: Conversation
  let reply: Reply
  let generationId: Identifier
  let workspaceId: Identifier

  private var store: Store { conversation.store }

  func run() async {
    let start = ContinuousClock.now
    let watch = Task { await end() }
    reply.whenCut { watch.cancel() }
    var generation = await watch.value
    reply.whenCut(nil)
    switch reply.cut {
    case .stopped:
      _ = try? await conversation.queue.cancel(generationId) { _, _ in true }
      generation = try? await store.read { [generationId] in try $0.generations.get(generationId) }
    case .ending:
      // The message goes on with the generation when the studio starts again.
      let message = try? await store.read { [reply] in try $0.messages.get(reply.id) }
      return reply.end(message ?? ended(generation, placeholder, after: .zero))
    case .deleted, nil: break
    }
    reply.end(await finish(generation, after: ContinuousClock.now - start))
  }

  /// The generation once it is over; nil when it is gone, or nobody waits any more.
  private func end() async -> Generation? {
    let subscription = conversation.hub.subscribe(to: workspaceId)
    var shown = 0
    while !Task.isCancelled {
      do {
        let generation = try await store.read { [generationId] in try $0.generations.get(generationId) }
        if !generation.state.isLive { return generation }
        if generation.images.count > shown {
          shown = generation.images.count
          await show(generation)
        }
        if await !change(subscription) { return nil }
      } catch let failure as Failure where failure.code == .notFound {
        return nil
      } catch {
        conversation.log.warning("a generation could not be looked at", ["reason": .text("\(error)")])
        try? await Task.sleep(for: .seconds(1))
      }
    }
    return nil
  }

  /// Waits until something happens that may have changed it. False when the waiting was given up.
  private func change(_ subscription: Subscription) async -> Bool {
    while true {
      switch await subscription.next() {
      case .announcements(let all):
        // Progress is told without an id: it changes nothing that is kept.
        if all.contains(where: { $0.id != nil && ($0.type.hasPrefix("generation.") || $0.type.hasPrefix("image.")) }) {
          return true
        }
      case .missed: return true
      case .ended: return false
      }
    }
  }

  /// Keeps the pictures that are there so far.
  private func show(_ generation: Generation) async {
    do {
      try await store.write { [reply] writing in
        guard var message = try writing.messages.find(reply.id), message.deletedAt == nil else { return }
        message.parts = generation.images.map { .image($0.id) }
        try writing.messages.save(message, in: writing.chats.get(message.chatId))
      }
    } catch {
      conversation.log.warning("pictures could not be shown yet", ["reason": .text("\(error)")])
    }
  }

  private func finish(_ generation: Generation?, after time: Duration) async -> Message {
    do {
      let message = try await Patience(log: conversation.log).keep {
        try await store.write { [self] writing -> Message? in
          guard let message = try writing.messages.find(reply.id).map({ ended(generation, $0, after: time) }) else {
            return nil
          }
          let chat = try writing.chats.get(message.chatId)
          try writing.messages.save(message, in: chat, telling: message.state == .failed ? "failed" : "completed")
          return message
        }
      }
      if let message { return message }
    } catch {
      conversation.log.error("a message could not be ended", ["reason": .text("\(error)")])
    }
    return ended(generation, placeholder, after: time)
  }

  private var placeholder: Message {
    Message(
      id: reply.id, chatId: reply.chatId, parentId: nil, role: .assistant, parts: [], createdAt: conversation.clock.now)
  }

  private func ended(_ generation: Generation?, _ message: Message, after time: Duration) -> Message {
    var message = message
    message.totalMs = time.milliseconds
    guard let generation else {
      message.state = reply.cut == nil ? .failed : .stopped
      if reply.cut == nil { message.error = GenerationFault(.interrupted, "The work of this message was removed.") }
      return message
    }
    message.parts = generation.images.map { .image($0.id) }
    message.costMicros = generation.costMicros
    message.model = generation.model
    message.fallbackFrom = generation.predecessors.first.map { .init(model: $0.model, code: $0.code.rawValue) }
    switch generation.state.shown {
    case .succeeded: message.state = .complete
    case .cancelled, .queued, .running: message.state = .stopped
    case .failed, .outcomeUnknown, .parked:
      message.state = .failed
      message.error = generation.standing.fault ?? GenerationFault(.interrupted, "It ended without a reason.")
    }
    return message
  }
}
