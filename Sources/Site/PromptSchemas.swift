import Domain
import Storage

// What prompts, lineages and hits look like.
extension Schema {
  static let prompt = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "title", schema: .text(.name)),
    .init(name: "text", schema: .text(.prompt)),
    .init(name: "negativePrompt", schema: .text(.negativePrompt)),
    .init(name: "tags", schema: .list(.text(.tag))),
    .init(name: "folder", schema: .text(.folder), detail: "With slashes between; empty for none."),
    .init(name: "favorite", schema: .flag),
    .init(name: "variables", schema: .list(.string), detail: "The names of all `{{name}}` in its texts."),
    .init(name: "currentVersion", schema: .integer(1...Int.max), detail: "The number of its wording."),
    .init(name: "useCount", schema: .integer(0...Int.max), detail: "How many generations were ordered with it."),
    .init(name: "lastUsedAt", schema: .nullable(.timestamp)),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "updatedAt", schema: .timestamp),
    .init(name: "deletedAt", schema: .nullable(.timestamp), detail: "When it went to the trash."),
    .init(name: "version", schema: .integer(1...Int.max), detail: "Grows by one with every change."),
  ])

  static let promptDraft = Schema.object([.init(name: "text", schema: .text(.prompt))] + promptWishes)
  static let promptPatch = Schema.object(
    [.init(name: "text", schema: .text(.prompt), isRequired: false)] + promptWishes)

  private static let promptWishes: [Property] = [
    .init(
      name: "title", schema: .nullable(.text(.name)), isRequired: false, detail: "Null takes the text's beginning."),
    .init(name: "negativePrompt", schema: .nullable(.text(.negativePrompt)), isRequired: false),
    .init(name: "tags", schema: .nullable(.list(.text(.tag))), isRequired: false),
    .init(name: "folder", schema: .nullable(.text(.folder)), isRequired: false),
    .init(name: "favorite", schema: .nullable(.flag), isRequired: false),
  ]

  static let promptVersion = Schema.object([
    .init(name: "number", schema: .integer(1...Int.max)),
    .init(name: "current", schema: .flag, detail: "Whether it is the one that the prompt has."),
    .init(name: "text", schema: .text(.prompt)),
    .init(name: "negativePrompt", schema: .text(.negativePrompt)),
    .init(name: "diff", schema: .ref(.wordDiff), detail: "Against the wording before; all new in the first."),
    .init(name: "negativePromptDiff", schema: .ref(.wordDiff)),
    .init(name: "createdAt", schema: .timestamp),
  ])

  static let wordDiff = Schema.list(
    .object([
      .init(name: "op", schema: .words(WordDiff.Operation.allCases.map(\.rawValue))),
      .init(name: "text", schema: .string),
    ]))

  static let promptFacets = Schema.object([
    .init(name: "folders", schema: .list(facet)), .init(name: "tags", schema: .list(facet)),
  ])

  private static let facet = Schema.object([
    .init(name: "value", schema: .string), .init(name: "count", schema: .integer(0...Int.max)),
  ])

  /// Ours, or a list of styles.
  static let promptFile = Schema.oneOf([
    .open([.init(name: "format", schema: .string), .init(name: "prompts", schema: .list(.open([])))]),
    .ref(.styleFile),
  ])

  static let promptImport = Schema.object(
    [.init(name: "source", schema: .words(PromptFile.Form.allCases.map(\.rawValue)))]
      + PromptFiles.Outcome.allCases.map {
        .init(name: $0.rawValue, schema: .integer(0...Int.max), detail: "How many.")
      } + [
        .init(
          name: "items",
          schema: .list(
            .object([
              .init(name: "title", schema: .string),
              .init(name: "outcome", schema: .words(PromptFiles.Outcome.allCases.map(\.rawValue))),
              .init(name: "promptId", schema: .nullable(.identifier)),
              .init(name: "detail", schema: .nullable(.string), detail: "Why it was not taken."),
            ])), detail: "One for each entry of the file, in its order.")
      ])

  static let usedPrompt = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "text", schema: .string),
    .init(name: "negativePrompt", schema: .string, detail: "Of the last use."),
    .init(name: "model", schema: .string, detail: "Of the last use."),
    .init(name: "useCount", schema: .integer(1...Int.max)),
    .init(name: "firstUsedAt", schema: .timestamp),
    .init(name: "lastUsedAt", schema: .timestamp),
  ])

  static let lineage = Schema.object([
    .init(name: "root", schema: .identifier, detail: "What was asked about."),
    .init(name: "nodes", schema: .list(.ref(.lineageNode)), detail: "The nearest first."),
    .init(
      name: "edges",
      schema: .list(
        .object([
          .init(name: "from", schema: .identifier, detail: "What had a part in it."),
          .init(name: "to", schema: .identifier, detail: "What came of it."),
          .init(name: "role", schema: .words(Lineage.Role.allCases.map(\.rawValue))),
          .init(name: "version", schema: .nullable(.integer(1...Int.max)), detail: "Of a prompt: which wording."),
        ]))),
    .init(name: "truncated", schema: .flag, detail: "Whether there is more than \(Lineage.mostNodes) nodes."),
  ])

  static let lineageNode = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "type", schema: .words(Lineage.Node.Kind.allCases.map(\.rawValue))),
    .init(name: "title", schema: .string),
    .init(name: "version", schema: .nullable(.integer(1...Int.max)), detail: "Of a prompt: the wording."),
    .init(name: "chatId", schema: .nullable(.identifier)),
    .init(name: "state", schema: .nullable(.words(GenerationState.Shown.allCases.map(\.rawValue)))),
    .init(name: "model", schema: .nullable(.string)),
    .init(name: "width", schema: .nullable(.integer(1...Int.max))),
    .init(name: "height", schema: .nullable(.integer(1...Int.max))),
    .init(name: "thumbnailUrl", schema: .nullable(.string)),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "deletedAt", schema: .nullable(.timestamp), detail: "When it went to the trash."),
    .init(name: "gone", schema: .flag, detail: "It was removed for good; only what came from it still names it."),
  ])

  static let searchHit = Schema.object([
    .init(name: "type", schema: .words(SearchHit.Kind.allCases.map(\.rawValue))),
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "chatId", schema: .nullable(.identifier), detail: "Of a message."),
    .init(name: "title", schema: .string),
    .init(name: "snippet", schema: .string, detail: "The words with what stands around them."),
    .init(name: "createdAt", schema: .timestamp),
  ])
}
