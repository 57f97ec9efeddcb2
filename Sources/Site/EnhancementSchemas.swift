import Domain

// What the enhancing of prompts looks like.
extension Schema {
  static let enhancement = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "source", schema: .text(.prompt), detail: "The prompt as it was sent."),
    .init(name: "negativePrompt", schema: .nullable(.text(.negativePrompt))),
    .init(name: "imageModel", schema: .text(.model), detail: "What the prompts are for."),
    .init(name: "style", schema: .nullable(.string)),
    .init(name: "instructions", schema: .nullable(.string)),
    .init(name: "lockedWords", schema: .list(.string), detail: "They stand in every candidate letter by letter."),
    .init(
      name: "candidates",
      schema: .list(
        .object([
          .init(name: "text", schema: .text(.prompt)),
          .init(
            name: "negativePrompt", schema: .nullable(.string),
            detail: "Null for models on which a negative prompt has no effect."),
          .init(name: "notes", schema: .string, detail: "For people: what was added, or could not be heeded."),
          .init(
            name: "diff", schema: .ref(.wordDiff),
            detail: "Joined, what is kept and removed is the source; kept and added, the candidate."),
        ]))),
    .init(name: "textModel", schema: .text(.model), detail: "Who wrote them."),
    .init(name: "costMicros", schema: .nullable(.integer(0...Int.max)), detail: "Millionths of a US dollar."),
    .init(
      name: "fallbackFrom",
      schema: .nullable(.object([.init(name: "model", schema: .string), .init(name: "code", schema: .string)])),
      detail: "Who should have written them, and why another did."),
    .init(name: "cached", schema: .flag, detail: "They were written for exactly the same before."),
    .init(name: "createdAt", schema: .timestamp),
  ])

  static let enhancementDraft = Schema.object([
    .init(name: "prompt", schema: .text(.prompt)),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "negativePrompt", schema: .nullable(.text(.negativePrompt)), isRequired: false),
    .init(
      name: "imageModel", schema: .nullable(.text(.model)), isRequired: false,
      detail: "What the prompts are for; otherwise the workspace's."),
    .init(
      name: "textModel", schema: .nullable(.text(.model)), isRequired: false,
      detail: "Who writes them; otherwise the workspace's, the best that works, or `builtin/enhancer`."),
    .init(name: "style", schema: .nullable(.text(.title)), isRequired: false, detail: "A look such as `watercolour`."),
    .init(name: "instructions", schema: .nullable(.text(.description)), isRequired: false),
    .init(
      name: "lockedWords", schema: .nullable(.list(.text(.name))), isRequired: false,
      detail: "To be kept letter by letter, \(Enhancement.mostLockedWords) at most."),
    .init(name: "count", schema: .nullable(.integer(Enhancement.counts)), isRequired: false, detail: "Otherwise 1."),
    .init(
      name: "reuse", schema: .nullable(.flag), isRequired: false,
      detail: "Takes what was written for exactly the same before, and costs nothing then."),
  ])

  static let recommendation = Schema.object([
    .init(
      name: "ranked",
      schema: .list(
        .object([
          .init(name: "model", schema: .text(.model)),
          .init(name: "score", schema: .number, detail: "From 0 to 1."),
          .init(name: "reason", schema: .string, detail: "For people."),
          .init(
            name: "estimatedCostMicros", schema: .nullable(.integer(0...Int.max)),
            detail: "Of one image; null when it is not known."),
        ])), detail: "Only models that are here and work, the best first."),
    .init(name: "by", schema: .string, detail: "`rules`, or the language model that put them into this order."),
  ])

  static let recommendationDraft = Schema.object([
    .init(name: "prompt", schema: .text(.prompt)),
    .init(name: "style", schema: .nullable(.text(.title)), isRequired: false),
    .init(
      name: "maxCostMicros", schema: .nullable(.integer(Workspace.budgets)), isRequired: false,
      detail: "Of one image; what nobody knows the price of is left out then."),
    .init(
      name: "prefer", schema: .nullable(.words(ModelChoice.Preference.allCases.map(\.rawValue))), isRequired: false),
    .init(
      name: "workspaceId", schema: .nullable(.identifier), isRequired: false,
      detail: "Whose language model may have a say; otherwise the oldest workspace's."),
  ])

  static let imageDescription = Schema.object([
    .init(name: "imageId", schema: .identifier),
    .init(name: "prompt", schema: .string),
    .init(name: "negativePrompt", schema: .nullable(.string)),
    .init(name: "imageModel", schema: .string, detail: "What the prompt is for."),
    .init(
      name: "textModel", schema: .nullable(.string), detail: "Who looked at it; null when it is what its recipe says."),
    .init(name: "costMicros", schema: .nullable(.integer(0...Int.max)), detail: "Millionths of a US dollar."),
    .init(
      name: "fallbackFrom",
      schema: .nullable(.object([.init(name: "model", schema: .string), .init(name: "code", schema: .string)])),
      detail: "Who should have looked, and why it did not."),
  ])

  static let imageDescriptionDraft = Schema.object([
    .init(
      name: "imageModel", schema: .nullable(.text(.model)), isRequired: false,
      detail: "What the prompt is for; otherwise the workspace's."),
    .init(name: "textModel", schema: .nullable(.text(.model)), isRequired: false, detail: "One that sees images."),
    .init(name: "instructions", schema: .nullable(.text(.description)), isRequired: false),
  ])
}
