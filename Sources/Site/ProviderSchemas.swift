import Domain

// What connections and their models look like.
extension Schema {
  static let provider = Schema.object([
    .init(name: "id", schema: .text(.slug), detail: "The first part of its models' ids."),
    .init(name: "kind", schema: .string, detail: "One of /provider-kinds."),
    .init(name: "name", schema: .text(.name)),
    .init(name: "baseUrl", schema: .nullable(.string), detail: "Null for one without a server."),
    .init(name: "enabled", schema: .flag),
    .init(name: "hasKey", schema: .flag),
    .init(name: "keyHint", schema: .nullable(.string), detail: "The last four characters of the key."),
    .init(name: "options", schema: .open([]), detail: "What was set of the options that its kind has."),
    .init(name: "limits", schema: .ref(.providerLimits)),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "updatedAt", schema: .timestamp),
    .init(name: "version", schema: .integer(1...Int.max), detail: "Grows by one with every change."),
    .init(name: "health", schema: .ref(.providerHealth), detail: "Changes without the version."),
  ])

  static let providerDraft = Schema.object(
    [
      .init(name: "id", schema: .text(.slug), isRequired: false, detail: "Made from the name when it is not given."),
      .init(name: "kind", schema: .text(TextRule(1...64))),
    ] + settable)

  static let providerPatch = Schema.object(settable)

  static let providerLimits = Schema.object(limits(areRequired: true))

  static let providerHealth = Schema.object(health)

  static let providerHealthList = wholeList(
    .object(
      [
        .init(name: "id", schema: .text(.slug)),
        .init(name: "name", schema: .text(.name)),
        .init(name: "enabled", schema: .flag),
      ] + health))

  static let providerCheck = Schema.object([
    .init(name: "ok", schema: .flag),
    .init(name: "latencyMs", schema: .nullable(.integer(0...Int.max)), detail: "Null when nobody was asked."),
    .init(name: "detail", schema: .string, detail: "The last word, in the provider's own where it had any."),
    .init(
      name: "steps",
      schema: .list(.object([.init(name: "detail", schema: .string), .init(name: "ok", schema: .flag)]))),
  ])

  static let providerRefresh = Schema.object([
    .init(name: "ok", schema: .flag),
    .init(name: "detail", schema: .nullable(.string), detail: "Why it did not answer."),
    .init(name: "items", schema: .list(.ref(.model)), detail: "What is known of its models now."),
  ])

  static let providerKindList = wholeList(
    .object([
      .init(name: "id", schema: .string),
      .init(name: "aliases", schema: .list(.string), detail: "Other names by which it may be asked for."),
      .init(name: "name", schema: .string),
      .init(name: "summary", schema: .string),
      .init(name: "docsUrl", schema: .nullable(.string)),
      .init(name: "baseUrl", schema: .nullable(.string), detail: "Where its server usually is."),
      .init(name: "key", schema: .words(ProviderKind.Key.allCases.map(\.rawValue))),
      .init(name: "offers", schema: .list(.words(ModelCard.Kind.allCases.map(\.rawValue)))),
      .init(name: "localPorts", schema: .list(.integer(1...65_535)), detail: "Where discovery looks for it."),
      .init(name: "concurrency", schema: .integer(Provider.Limits.concurrencies)),
      .init(
        name: "fields",
        schema: .list(
          .object(
            [
              .init(name: "name", schema: .string),
              .init(name: "required", schema: .flag),
              .init(name: "secret", schema: .flag),
            ] + parameter)), detail: "The form, in its order."),
    ]))

  static let engineList = wholeList(
    .object([
      .init(name: "kind", schema: .string),
      .init(name: "name", schema: .string),
      .init(name: "baseUrl", schema: .string),
      .init(name: "detail", schema: .string, detail: "What it said."),
      .init(
        name: "providerId", schema: .nullable(.text(.slug)), detail: "The connection that has this address already."),
    ]))

  static let model = Schema.object([
    .init(name: "id", schema: .string, detail: "provider/model"),
    .init(name: "type", schema: .words(ModelCard.Kind.allCases.map(\.rawValue))),
    .init(name: "name", schema: .string),
    .init(name: "family", schema: .words(Family.allCases.map(\.rawValue))),
    .init(name: "capabilities", schema: .list(.words(ModelCard.Capability.allCases.map(\.rawValue)))),
    .init(
      name: "limits",
      schema: .object([
        .init(name: "pixels", schema: .nullable(.integer(1...Int.max)), detail: "Width times height."),
        .init(name: "promptCharacters", schema: .nullable(.integer(1...Int.max))),
        .init(
          name: "sizes",
          schema: .list(
            .object([
              .init(name: "width", schema: .integer(1...Int.max)), .init(name: "height", schema: .integer(1...Int.max)),
            ])), detail: "The only ones, unless it is empty."),
        .init(name: "imagesPerCall", schema: .integer(1...Int.max)),
      ])),
    .init(
      name: "parameters", schema: .map(.ref(.modelParameter)), detail: "What a recipe may say, by its fields' names."),
    .init(
      name: "price",
      schema: .nullable(
        .object([
          .init(name: "perImageMicros", schema: .nullable(.integer(0...Int.max))),
          .init(name: "perMillionInputTokensMicros", schema: .nullable(.integer(0...Int.max))),
          .init(name: "perMillionOutputTokensMicros", schema: .nullable(.integer(0...Int.max))),
        ])), detail: "Null when it is not known."),
    .init(name: "contextWindow", schema: .nullable(.integer(1...Int.max)), detail: "In tokens."),
    .init(name: "source", schema: .words(ModelCard.Source.allCases.map(\.rawValue))),
    .init(name: "health", schema: .words(ProviderHealth.State.allCases.map(\.rawValue)), detail: "Of its provider."),
    .init(name: "usable", schema: .flag),
    .init(name: "reason", schema: .nullable(.string), detail: "Why it is not usable."),
  ])

  static let modelParameter = Schema.object(parameter)

  private static let parameter: [Property] = [
    .init(name: "type", schema: .words(ModelCard.Parameter.Kind.allCases.map(\.rawValue))),
    .init(name: "min", schema: .nullable(.number)),
    .init(name: "max", schema: .nullable(.number)),
    .init(name: "step", schema: .nullable(.number)),
    .init(name: "default", schema: .anything, detail: "Null leaves it to the provider."),
    .init(name: "options", schema: .list(.string)),
    .init(name: "detail", schema: .nullable(.string)),
  ]

  private static let health: [Property] = [
    .init(name: "state", schema: .words(ProviderHealth.State.allCases.map(\.rawValue))),
    .init(name: "latencyMs", schema: .nullable(.integer(0...Int.max)), detail: "Of the last call."),
    .init(name: "checkedAt", schema: .nullable(.timestamp)),
    .init(name: "detail", schema: .nullable(.string)),
    .init(name: "circuit", schema: .words(ProviderHealth.Circuit.allCases.map(\.rawValue))),
  ]

  private static let settable: [Property] = [
    .init(name: "name", schema: .text(.name), isRequired: false),
    .init(name: "baseUrl", schema: .nullable(.text(.address)), isRequired: false),
    .init(name: "apiKey", schema: .nullable(.text(.key)), isRequired: false, detail: "Never shown again."),
    .init(name: "enabled", schema: .flag, isRequired: false),
    .init(name: "options", schema: .nullable(.open([])), isRequired: false),
    .init(name: "limits", schema: .nullable(.object(limits(areRequired: false))), isRequired: false),
  ]

  private static func limits(areRequired: Bool) -> [Property] {
    [
      .init(name: "concurrency", schema: .integer(Provider.Limits.concurrencies), isRequired: areRequired),
      .init(
        name: "requestsPerMinute", schema: .nullable(.integer(Provider.Limits.rates)), isRequired: areRequired),
      .init(
        name: "dailyBudgetMicros", schema: .nullable(.integer(Workspace.budgets)), isRequired: areRequired,
        detail: "Millionths of a US dollar; nothing more is begun when they are spent."),
    ]
  }

  /// A list that is always whole.
  private static func wholeList(_ item: Schema) -> Schema {
    .object([
      .init(name: "items", schema: .list(item)), .init(name: "nextCursor", schema: .nullable(.string)),
    ])
  }
}
