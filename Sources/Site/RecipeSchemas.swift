import Domain
import Storage

// What styles, word lists and orders look like.
extension Schema {
  static let style = Schema.object(
    named + [
      .init(name: "name", schema: .text(.name)),
      .init(name: "positive", schema: .text(.negativePrompt), detail: "With `{prompt}` where the prompt goes."),
      .init(name: "negativePrompt", schema: .text(.negativePrompt)),
      .init(name: "steps", schema: .nullable(.integer(Recipe.stepNumbers))),
      .init(name: "guidance", schema: .nullable(.number)),
      .init(name: "sampler", schema: .nullable(.text(.sampler))),
    ])

  static let styleDraft = Schema.object([.init(name: "name", schema: .text(.name))] + look)
  static let stylePatch = Schema.object([.init(name: "name", schema: .text(.name), isRequired: false)] + look)

  static let styleFile = Schema.list(
    .open([
      .init(name: "name", schema: .text(.name)),
      .init(name: "prompt", schema: .text(.negativePrompt), isRequired: false),
      .init(name: "negative_prompt", schema: .text(.negativePrompt), isRequired: false),
    ]))

  static let styleImport = Schema.object(
    StyleFiles.Outcome.allCases.map { .init(name: $0.rawValue, schema: .integer(0...Int.max), detail: "How many.") } + [
      .init(
        name: "items",
        schema: .list(
          .object([
            .init(name: "name", schema: .string),
            .init(name: "outcome", schema: .words(StyleFiles.Outcome.allCases.map(\.rawValue))),
            .init(name: "styleId", schema: .nullable(.identifier)),
            .init(name: "detail", schema: .nullable(.string), detail: "Why it was not taken."),
          ])), detail: "One for each entry of the file, in its order.")
    ])

  static let wordList = Schema.object(
    wordListProperties + [.init(name: "words", schema: .list(.text(.word)), detail: "They may hold macros.")])
  static let wordListEntry = Schema.object(wordListProperties)

  static let wordListDraft = Schema.object([
    .init(name: "name", schema: .text(.listName), detail: "What stands in `__name__`."), words,
  ])
  static let wordListPatch = Schema.object([
    .init(name: "name", schema: .text(.listName), isRequired: false), words,
  ])

  /// A recipe as one sends it: nearly everything may be left out.
  static let recipeDraft = Schema.object(recipeWishes)

  /// The same in a chat.
  static let chatRecipe = Schema.object(
    recipeWishes + [
      .init(
        name: "parentId", schema: .nullable(.identifier), isRequired: false,
        detail: "The message that it follows; null begins anew, absent goes on.")
    ])

  private static let recipeWishes: [Property] = [
    .init(name: "prompt", schema: .text(.prompt)),
    .init(name: "negativePrompt", schema: .nullable(.text(.negativePrompt)), isRequired: false),
    .init(name: "model", schema: .nullable(.text(.model)), isRequired: false, detail: "`provider/model`."),
    .init(name: "width", schema: .nullable(.integer(Workspace.sides)), isRequired: false),
    .init(name: "height", schema: .nullable(.integer(Workspace.sides)), isRequired: false),
    .init(name: "steps", schema: .nullable(.integer(Recipe.stepNumbers)), isRequired: false),
    .init(name: "guidance", schema: .nullable(.number), isRequired: false),
    .init(name: "seed", schema: .nullable(.integer(Recipe.seeds)), isRequired: false),
    .init(name: "count", schema: .nullable(.integer(Recipe.counts)), isRequired: false),
    .init(name: "sampler", schema: .nullable(.text(.sampler)), isRequired: false),
    .init(name: "scheduler", schema: .nullable(.text(.sampler)), isRequired: false),
    .init(
      name: "styleId", schema: .nullable(.identifier), isRequired: false,
      detail: "Null is no style; when it is left out, the workspace's is used."),
    .init(name: "initImageId", schema: .nullable(.identifier), isRequired: false),
    .init(name: "maskImageId", schema: .nullable(.identifier), isRequired: false),
    .init(name: "strength", schema: .nullable(.number), isRequired: false),
    .init(name: "referenceImageIds", schema: .nullable(.list(.identifier)), isRequired: false),
    .init(name: "enhancementId", schema: .nullable(.identifier), isRequired: false),
    .init(name: "promptId", schema: .nullable(.identifier), isRequired: false),
    .init(name: "messageId", schema: .nullable(.identifier), isRequired: false),
    .init(name: "parentImageId", schema: .nullable(.identifier), isRequired: false),
    .init(
      name: "variables", schema: .nullable(.open([])), isRequired: false,
      detail: "A text for every `{{name}}` of the prompts."),
    .init(
      name: "combine", schema: .nullable(.flag), isRequired: false,
      detail: "Every combination of the prompts' choices instead of drawn ones."),
    .init(
      name: "enhance", schema: .nullable(.flag), isRequired: false,
      detail: "Makes the prompt better first; `resolvedPrompt` is what comes of it."),
    .init(name: "priority", schema: .nullable(.integer(RecipeInput.priorities)), isRequired: false),
    .init(name: "extra", schema: .nullable(.open([])), isRequired: false, detail: "What only this model knows."),
  ]

  static let preview = Schema.object([
    .init(name: "prompts", schema: .list(.string), detail: "What is sent for each image."),
    .init(name: "count", schema: .integer(1...16)),
    .init(name: "estimatedCostMicros", schema: .nullable(.integer(0...Int.max)), detail: "Null when it is not known."),
    .init(name: "seed", schema: .nullable(.integer(0...Int.max)), detail: "Send it to get these very prompts."),
  ])

  /// What everything that a workspace names has.
  private static let named: [Property] = [
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "updatedAt", schema: .timestamp),
    .init(name: "deletedAt", schema: .nullable(.timestamp), detail: "When it went to the trash."),
    .init(name: "version", schema: .integer(1...Int.max), detail: "Grows by one with every change."),
  ]

  private static let look: [Property] = [
    .init(name: "positive", schema: .nullable(.text(.negativePrompt)), isRequired: false),
    .init(name: "negativePrompt", schema: .nullable(.text(.negativePrompt)), isRequired: false),
    .init(name: "steps", schema: .nullable(.integer(Recipe.stepNumbers)), isRequired: false),
    .init(name: "guidance", schema: .nullable(.number), isRequired: false),
    .init(name: "sampler", schema: .nullable(.text(.sampler)), isRequired: false),
  ]

  private static let wordListProperties: [Property] =
    named + [
      .init(name: "name", schema: .text(.listName)),
      .init(name: "wordCount", schema: .integer(0...WordList.mostWords)),
    ]
  private static let words = Property(
    name: "words", schema: .nullable(.list(.text(.word))), isRequired: false,
    detail: "One line each; `3::word` is drawn three times as often.")
}
