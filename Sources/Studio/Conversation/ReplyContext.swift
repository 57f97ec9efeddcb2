import Domain
import Storage

/// What a model is shown of a chat.
final class ReplyContext: Sendable {
  let chat: Chat
  let workspace: Workspace
  /// From the first message to the one that is answered.
  let branch: [Message]

  init(of id: Identifier, _ reading: Reading) throws {
    let message = try reading.messages.get(id)
    chat = try reading.chats.get(message.chatId)
    workspace = try reading.workspaces.get(chat.workspaceId)
    branch = try reading.messages.branch(endingWith: message.parentId)
  }

  /// Whether what is answered came with pictures.
  var wantsVision: Bool { branch.last.map { !$0.imageIds.isEmpty } ?? false }

  /// The call to make with a model, and how many of the oldest messages it leaves out. Throws `GenerationFault`'s
  /// failure for pictures that this model cannot see.
  func request(
    to card: ModelCard, _ files: @Sendable (Identifier) async -> ImageFile?
  ) async throws(ProviderFailure) -> (request: TextRequest, leftOut: Int) {
    // The guide says in its own words that it sees nothing: a first chat is no place for a failure.
    let sees = card.capabilities.contains(.vision) || card.family == .guide
    if wantsVision, !sees {
      throw ProviderFailure(
        .refused, "\(card.name) cannot see pictures. Choose a model that can, or leave the pictures away.",
        effect: .notTaken)
    }
    let system = systemPrompt
    let said = branch.filter { $0.role != .system && !Self.isEmpty($0) }
    let answer = chat.parameters.maxTokens ?? card.contextWindow.map { min(4_096, $0 / 4) } ?? 0
    let trimming = Trimming(
      costs: said.map { Self.cost(of: $0, sees: sees) }, fixed: system.map { Trimming.tokens(in: $0) } ?? 0,
      reserve: answer, window: card.contextWindow)
    var shown = said.dropFirst(trimming.dropped)
    // Models want a person to begin.
    if trimming.dropped > 0 { shown = shown.dropFirst(shown.prefix { $0.role != .user }.count) }
    if shown.isEmpty { shown = said.suffix(1) }
    var room = Self.mostPictureBytes
    var turns: [TextTurn] = []
    for message in shown.reversed() {
      turns.append(await turn(of: message, for: card, sees: sees, room: &room, files))
    }
    var request = TextRequest(card: card, system: system, turns: turns.reversed())
    request.temperature = chat.parameters.temperature
    request.topP = chat.parameters.topP
    request.maxTokens = chat.parameters.maxTokens
    request.mode = chat.parameters.mode
    return (request, said.count - shown.count)
  }

  private var systemPrompt: String? {
    let said = branch.filter { $0.role == .system }.map(\.text)
    let parts = ([workspace.settings.systemPrompt ?? "", chat.systemPrompt ?? ""] + said).filter { !$0.trimmed.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
  }

  private func turn(
    of message: Message, for card: ModelCard, sees: Bool, room: inout Int,
    _ files: @Sendable (Identifier) async -> ImageFile?
  ) async -> TextTurn {
    var parts: [TextTurn.Part] = []
    for part in message.parts {
      switch part {
      case .text(let text): parts.append(.text(text))
      // Thoughts are for people; what a provider wants back of them it gave as its state.
      case .reasoning: break
      case .image(let id):
        let file = sees && message.role == .user && room > 0 ? await files(id) : nil
        if let file, file.bytes.count <= room {
          room -= file.bytes.count
          parts.append(.image(file))
        } else {
          parts.append(.text("[a picture]"))
        }
      case .toolCall(let id, let name, let arguments):
        parts.append(.toolCall(id: id, name: name, arguments: arguments))
      case .toolResult(let id, let content, let isError):
        parts.append(.toolResult(id: id, content: content, isError: isError))
      }
    }
    let role: TextTurn.Role = message.role == .assistant ? .assistant : message.role == .tool ? .tool : .user
    return TextTurn(role, parts, state: message.provider == card.provider ? message.providerState : nil)
  }

  private static func isEmpty(_ message: Message) -> Bool {
    message.parts.allSatisfy { part in
      switch part {
      case .text(let text): text.isEmpty
      case .reasoning: true
      case .image, .toolCall, .toolResult: false
      }
    }
  }

  private static func cost(of message: Message, sees: Bool) -> Int {
    message.parts.reduce(4) { sum, part in
      switch part {
      case .text(let text): sum + Trimming.tokens(in: text)
      case .reasoning: sum
      case .image: sum + (sees ? Trimming.tokensOfAPicture : 4)
      case .toolCall(_, _, let arguments): sum + Trimming.tokens(in: arguments)
      case .toolResult(_, let content, _): sum + Trimming.tokens(in: content)
      }
    }
  }

  /// Of all pictures of a call, the newest first; they lie in memory while they are sent.
  private static let mostPictureBytes = 32 << 20
}
