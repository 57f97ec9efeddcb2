import Domain
import Storage
import Synchronization

/// Lets the model that gave a chat its first answer name the chat, where the workspace wants that. Nobody waits for it,
/// and when nothing comes of it the chat keeps the name that its first words gave it.
package final class TitleDesk: Sendable {
  private let store: Store
  private let room: ProviderRoom
  private let clock: Clock
  private let log: Log
  private let state = Mutex(State())

  private struct State {
    /// By the answer that is gone by.
    var running: [Identifier: Task<Void, Never>] = [:]
    var isEnding = false
  }

  init(store: Store, room: ProviderRoom, clock: Clock, log: Log) {
    self.store = store
    self.room = room
    self.clock = clock
    self.log = log
  }

  /// Begins to name the chat of its first answer.
  func name(_ reply: Message) {
    state.withLock { state in
      guard !state.isEnding, state.running.count < Self.most, state.running[reply.id] == nil else { return }
      state.running[reply.id] = Task { [self] in
        await work(on: reply)
        forget(reply.id)
      }
    }
  }

  /// Returns once no chat is being named.
  package func settle() async {
    while let task = state.withLock({ $0.running.values.first }) { await task.value }
  }

  /// Begins nothing new, and gives up what is not done.
  func end() async {
    let tasks = state.withLock { state in
      state.isEnding = true
      return Array(state.running.values)
    }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  private func forget(_ id: Identifier) { _ = state.withLock { $0.running.removeValue(forKey: id) } }

  private func work(on reply: Message) async {
    do {
      let (chat, workspace, said) = try await store.read { reading in
        let chat = try reading.chats.get(reply.chatId)
        let said = try reply.parentId.flatMap { try reading.messages.find($0) }?.text ?? ""
        return (chat, try reading.workspaces.get(chat.workspaceId), said)
      }
      guard workspace.settings.chatTitles == .model, chat.titleSource == .automatic, let model = reply.model else {
        return
      }
      let (system, text) = ChatTitle.question(said: said, answered: reply.text)
      let question = TextQuestion(
        store: store, room: room, clock: clock, log: log, workspace: workspace, purpose: .title,
        patience: Self.patience, system: system, parts: [.text(text)], maxTokens: ChatTitle.mostTokens)
      let title = try await question.answer(of: model) { ChatTitle.read($0) }.value
      // A person may have named it meanwhile: that name stays.
      try await store.write { writing in
        guard try writing.chats.find(chat.id)?.titleSource == .automatic else { return }
        try writing.chats.name(chat.id, title)
      }
    } catch let refusal as TextQuestion.Refusal {
      log.info("a chat was not named", ["chat": .text(reply.chatId.text), "reason": .text(refusal.fault.detail)])
    } catch is CancellationError {
    } catch {
      log.warning("a chat was not named", ["chat": .text(reply.chatId.text), "reason": .text("\(error)")])
    }
  }

  private static let patience = Duration.seconds(30)
  /// At a time. Beyond that chats keep the name that they have.
  private static let most = 64
}
