import Domain

// What chats and messages look like.
extension Schema {
  static let chat = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "title", schema: .text(.title)),
    .init(name: "titleSource", schema: .words(Chat.TitleSource.allCases.map(\.rawValue)), detail: "Who named it."),
    .init(name: "model", schema: .nullable(.text(.model)), detail: "Null leaves it to the workspace."),
    .init(name: "systemPrompt", schema: .nullable(.text(.systemPrompt)), detail: "Comes after the workspace's."),
    .init(name: "parameters", schema: .ref(.chatParameters)),
    .init(
      name: "leafMessageId", schema: .nullable(.identifier), detail: "The last message of the branch that is shown."),
    .init(name: "pinned", schema: .flag),
    .init(name: "messageCount", schema: .integer(0...Int.max), detail: "Of all branches."),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "updatedAt", schema: .timestamp, detail: "When something was last said or changed."),
    .init(name: "archivedAt", schema: .nullable(.timestamp), detail: "When it was archived; set by `archived`."),
    .init(name: "deletedAt", schema: .nullable(.timestamp), detail: "When it went to the trash."),
    .init(name: "version", schema: .integer(1...Int.max), detail: "Grows by one with every change."),
  ])

  static let chatDraft = Schema.object(chatWishes)

  static let chatPatch = Schema.object(
    chatWishes + [
      .init(name: "leafMessageId", schema: .nullable(.identifier), isRequired: false, detail: "Shows that branch."),
      .init(name: "archived", schema: .flag, isRequired: false, detail: "Puts it away, or takes it out again."),
    ])

  static let chatParameters = parameters(areRequired: true)
  static let chatParametersPatch = parameters(areRequired: false)

  static let chatFork = Schema.object([
    .init(name: "messageId", schema: .identifier, detail: "The last message of the new chat.")
  ])

  /// Whatever a program wrote: what it is shows only inside.
  static let chatFile = Schema.oneOf([.open([]), .list(.open([]))])

  static let chatImport = Schema.object([
    .init(name: "source", schema: .words(ChatFile.Form.allCases.map(\.rawValue)), detail: "The program that wrote it."),
    .init(name: "imported", schema: .integer(0...ChatFile.mostChats)),
    .init(
      name: "items",
      schema: .list(
        .object([
          .init(name: "title", schema: .string),
          .init(name: "chatId", schema: .nullable(.identifier), detail: "Null when it could not be taken."),
          .init(name: "messages", schema: .integer(0...Int.max)),
          .init(name: "detail", schema: .nullable(.string), detail: "Why not, or what is missing."),
        ]))),
  ])

  static let message = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "chatId", schema: .identifier),
    .init(name: "parentId", schema: .nullable(.identifier), detail: "What it answers or follows."),
    .init(
      name: "siblingIds", schema: .list(.identifier), detail: "All with the same parent, itself too, oldest first."),
    .init(name: "role", schema: .words(Message.Role.allCases.map(\.rawValue))),
    .init(name: "author", schema: .nullable(.string)),
    .init(name: "parts", schema: .list(.open([.init(name: "type", schema: .string)])), detail: "What it holds."),
    .init(name: "text", schema: .string, detail: "All of its words, without thoughts."),
    .init(name: "state", schema: .words(Message.State.allCases.map(\.rawValue))),
    .init(name: "model", schema: .nullable(.string), detail: "Who wrote it, as `provider/model`."),
    .init(name: "provider", schema: .nullable(.string)),
    .init(
      name: "fallbackFrom",
      schema: .nullable(.object([.init(name: "model", schema: .string), .init(name: "code", schema: .string)])),
      detail: "Who should have written it, and why another did."),
    .init(
      name: "attempts",
      schema: .list(
        .object([
          .init(name: "model", schema: .string), .init(name: "code", schema: .string),
          .init(name: "detail", schema: .string),
        ])), detail: "The models that were asked before and wrote nothing, in their order."),
    .init(
      name: "usage",
      schema: .nullable(
        .object(
          ["inputTokens", "outputTokens", "cachedTokens", "reasoningTokens"].map {
            .init(name: $0, schema: .nullable(.integer(0...Int.max)))
          })), detail: "As the provider counted."),
    .init(name: "costMicros", schema: .nullable(.integer(0...Int.max)), detail: "Millionths of a US dollar."),
    .init(
      name: "latencyMs",
      schema: .object([
        .init(name: "firstToken", schema: .nullable(.integer(0...Int.max))),
        .init(name: "total", schema: .nullable(.integer(0...Int.max))),
      ])),
    .init(
      name: "leftOut", schema: .nullable(.integer(1...Int.max)),
      detail: "How many of the oldest messages the model was not shown, since they did not fit."),
    .init(
      name: "error",
      schema: .nullable(
        .object([
          .init(name: "code", schema: .words(GenerationFault.Code.allCases.map(\.rawValue))),
          .init(name: "detail", schema: .string),
          .init(name: "providerMessage", schema: .nullable(.string), detail: "The provider's own words."),
          .init(name: "retryable", schema: .flag),
        ]))),
    .init(name: "feedback", schema: .nullable(.words(Message.Feedback.allCases.map(\.rawValue)))),
    .init(name: "comment", schema: .nullable(.text(.description))),
    .init(name: "generationId", schema: .nullable(.identifier), detail: "The work whose pictures it brings."),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "deletedAt", schema: .nullable(.timestamp)),
  ])

  static let messageDraft = Schema.object([
    .init(name: "text", schema: .text(.messageBesideImages), isRequired: false, detail: "Needed without pictures."),
    .init(name: "imageIds", schema: .nullable(.list(.identifier)), isRequired: false, detail: "For a model that sees."),
    .init(name: "model", schema: .nullable(.text(.model)), isRequired: false, detail: "For this answer only."),
    .init(
      name: "parentId", schema: .nullable(.identifier), isRequired: false,
      detail: "What it follows: another sibling's parent edits that one, null begins anew, absent goes on."),
  ])

  static let messagePatch = Schema.object([
    .init(
      name: "feedback", schema: .nullable(.words(Message.Feedback.allCases.map(\.rawValue))), isRequired: false),
    .init(name: "comment", schema: .nullable(.text(.description)), isRequired: false),
  ])

  static let messageExchange = Schema.object([
    .init(name: "userMessage", schema: .ref(.message)), .init(name: "message", schema: .ref(.message)),
  ])

  static let regeneration = Schema.object([
    .init(name: "model", schema: .nullable(.text(.model)), isRequired: false, detail: "Another than the chat's.")
  ])

  private static let chatWishes: [Property] = [
    .init(name: "title", schema: .nullable(.text(.title)), isRequired: false),
    .init(name: "model", schema: .nullable(.text(.model)), isRequired: false),
    .init(name: "systemPrompt", schema: .nullable(.text(.systemPrompt)), isRequired: false),
    .init(name: "parameters", schema: .nullable(.ref(.chatParametersPatch)), isRequired: false),
    .init(name: "pinned", schema: .nullable(.flag), isRequired: false),
  ]

  private static func parameters(areRequired: Bool) -> Schema {
    .object([
      .init(name: "temperature", schema: .nullable(.amount(Chat.temperatures)), isRequired: areRequired),
      .init(name: "maxTokens", schema: .nullable(.integer(1...1_000_000)), isRequired: areRequired),
      .init(name: "topP", schema: .nullable(.amount(0...1)), isRequired: areRequired),
      .init(
        name: "mode", schema: .nullable(.words(TextMode.allCases.map(\.rawValue))), isRequired: areRequired,
        detail: "How hard to think; null leaves it to the model."),
    ])
  }
}
