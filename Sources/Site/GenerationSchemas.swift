import Domain

// What generations, the queue and the ledger look like.
extension Schema {
  static let generation = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "state", schema: .words(GenerationState.Shown.allCases.map(\.rawValue))),
    .init(name: "recipe", schema: .ref(.recipe)),
    .init(name: "resolvedPrompt", schema: .string, detail: "What the provider is asked for the first image."),
    .init(name: "progress", schema: .ref(.generationProgress)),
    .init(
      name: "queuePosition", schema: .nullable(.integer(1...Int.max)),
      detail: "1 for the next one at its provider; null when it does not wait."),
    .init(name: "priority", schema: .integer(Generation.priorities)),
    .init(name: "attempt", schema: .integer(0...Int.max), detail: "How often its turn has come."),
    .init(name: "retryAt", schema: .nullable(.timestamp), detail: "While it waits for another try."),
    .init(name: "images", schema: .list(.ref(.generationImage))),
    .init(name: "error", schema: .nullable(.ref(.generationError))),
    .init(
      name: "estimatedCostMicros", schema: .nullable(.integer(0...Int.max)),
      detail: "Millionths of a US dollar; null when the price is not known."),
    .init(name: "costMicros", schema: .nullable(.integer(0...Int.max)), detail: "What was spent so far."),
    .init(
      name: "provider",
      schema: .object([
        .init(name: "id", schema: .string),
        .init(name: "name", schema: .string),
        .init(name: "kind", schema: .nullable(.string)),
      ])),
    .init(
      name: "fallbackFrom",
      schema: .nullable(
        .object([
          .init(name: "model", schema: .string),
          .init(name: "code", schema: .words(GenerationFault.Code.allCases.map(\.rawValue))),
        ])), detail: "The model that was asked for, when another one stands in for it, and why."),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "startedAt", schema: .nullable(.timestamp)),
    .init(name: "finishedAt", schema: .nullable(.timestamp)),
    .init(name: "parentGenerationId", schema: .nullable(.identifier), detail: "The one that it repeats."),
  ])

  static let generationProgress = Schema.object([
    .init(name: "fraction", schema: .number, detail: "From 0 to 1, over all its images."),
    .init(name: "step", schema: .nullable(.integer(0...Int.max))),
    .init(name: "steps", schema: .nullable(.integer(0...Int.max))),
    .init(name: "stage", schema: .nullable(.string), detail: "In the provider's words, or ours."),
    .init(name: "etaSeconds", schema: .nullable(.number)),
  ])

  static let generationImage = Schema.object([
    .init(name: "id", schema: .identifier),
    .init(name: "index", schema: .integer(0...Int.max)),
    .init(name: "width", schema: .integer(1...Int.max)),
    .init(name: "height", schema: .integer(1...Int.max)),
    .init(name: "thumbnailUrl", schema: .string),
  ])

  static let generationError = Schema.object([
    .init(name: "code", schema: .words(GenerationFault.Code.allCases.map(\.rawValue))),
    .init(name: "detail", schema: .string, detail: "The reason, for people."),
    .init(name: "providerMessage", schema: .nullable(.string), detail: "In the provider's own words."),
    .init(name: "retryable", schema: .flag, detail: "Whether the same may succeed another time."),
  ])

  static let generationPatch = Schema.object([
    .init(name: "priority", schema: .nullable(.integer(Generation.priorities)), isRequired: false)
  ])

  static let decision = Schema.object([
    .init(
      name: "action", schema: .words(Generations.Decision.allCases.map(\.rawValue)),
      detail: "Try it again as a new generation, or let it be over.")
  ])

  static let queue = Schema.object([
    .init(name: "paused", schema: .flag),
    .init(name: "waiting", schema: .integer(0...Int.max)),
    .init(name: "running", schema: .integer(0...Int.max)),
  ])

  static let usage = Schema.object([
    .init(name: "from", schema: .day),
    .init(name: "to", schema: .day),
    .init(name: "by", schema: .words(UsageSum.Grouping.allCases.map(\.rawValue))),
    .init(
      name: "items",
      schema: .list(.object([.init(name: "key", schema: .string, detail: "What the sum is of.")] + figures))),
    .init(name: "total", schema: .object(figures)),
  ])

  static let day = Schema.matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")

  private static let figures: [Property] = [
    .init(name: "calls", schema: .integer(0...Int.max)),
    .init(
      name: "errors", schema: .integer(0...Int.max),
      detail: "Of the calls, those that came to nothing or are in doubt."),
    .init(name: "images", schema: .integer(0...Int.max)),
    .init(name: "inputTokens", schema: .integer(0...Int.max)),
    .init(name: "outputTokens", schema: .integer(0...Int.max)),
    .init(name: "costMicros", schema: .integer(0...Int.max), detail: "Millionths of a US dollar."),
    .init(
      name: "latencyMs", schema: .nullable(.integer(0...Int.max)),
      detail: "How long a call took on average; null when no call's time is known."),
  ]
}
