extension Provider {
  /// What a person says to set up a connection.
  package struct Draft: Sendable, Equatable {
    /// Nil to have it made from the name.
    package var id: String?
    package var kind: String
    package var name: String
    package var baseUrl: BaseURL?
    package var apiKey: Secret?
    package var enabled = true
    package var options = JSON.Object()
    package var limits: Limits
    /// What its id is made from.
    private let stem: String

    /// `word` is what the kind was called.
    package init(kind: ProviderKind, word: String? = nil, name: String? = nil, baseUrl: BaseURL? = nil) {
      self.kind = kind.id
      self.name = name ?? kind.name
      stem = name ?? word ?? kind.id
      self.baseUrl = baseUrl ?? kind.baseUrl.flatMap { try? BaseURL($0) }
      limits = Limits()
      limits.concurrency = kind.concurrency
    }

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON, kinds: [ProviderKind]) throws(Failure) {
      var fields = Fields(json)
      fields.require("kind")
      let word = fields.text("kind", TextRule(1...64))
      let kind = word.flatMap { word in kinds.first { $0.isCalled(word) } }
      if word != nil && kind == nil {
        let known = kinds.map(\.id).joined(separator: ", ")
        fields.refuse("kind", .notFound, "There is no such kind; there are \(known).")
      }
      let id = fields.text("id", .slug)
      if let id, reservedIds.contains(id) { fields.refuse("id", .format, "This word is taken; choose another.") }
      let patch = Patch(&fields, kind)
      if let kind, kind.baseUrl == nil, (patch.baseUrl ?? nil) == nil { fields.require("baseUrl") }
      try fields.finish(readOnly: readOnlyFields.filter { !["id", "kind"].contains($0) })
      guard let kind else { throw .notFound("kind of provider") }
      self.init(kind: kind, word: word, name: patch.name, baseUrl: patch.baseUrl ?? nil)
      self.id = id
      apiKey = patch.apiKey ?? nil
      enabled = patch.enabled ?? true
      options = patch.options.flatMap { $0?.withoutNulls } ?? JSON.Object()
      patch.limits?.apply(to: &limits)
    }

    /// A slug that the name gives, or the kind where there is no name or it gives none.
    package var suggestedId: String {
      var slug = ""
      for letter in stem.lowercased().unicodeScalars {
        let isPlain = ("a"..."z").contains(letter) || ("0"..."9").contains(letter)
        if isPlain { slug.unicodeScalars.append(letter) } else if !slug.isEmpty && slug.last != "-" { slug += "-" }
      }
      slug = String(slug.prefix(48))
      while slug.last == "-" { slug.removeLast() }
      return slug.isEmpty || reservedIds.contains(slug) ? kind : slug
    }
  }

  /// What a person says to change one, as a JSON merge patch.
  package struct Patch: Sendable, Equatable {
    package var name: String?
    /// Null gives it back the usual one of its kind.
    package var baseUrl: BaseURL??
    package var apiKey: Secret??
    package var enabled: Bool?
    /// Members that are null are taken away; null takes all of them.
    package var options: JSON.Object??
    package var limits: Limits.Patch?

    package init() {}

    /// Throws `invalid_request` with every field that cannot be taken. Of a kind that is not known any more, options
    /// cannot be set.
    package init(_ json: JSON, kind: ProviderKind?) throws(Failure) {
      var fields = Fields(json)
      self.init(&fields, kind)
      if kind == nil, json["options"] != nil {
        fields.refuse("options", .readOnly, "Cannot be set while the kind is not known.")
      }
      try fields.finish(readOnly: readOnlyFields)
    }

    fileprivate init(_ fields: inout Fields, _ kind: ProviderKind?) {
      name = fields.text("name", .name)
      enabled = fields.flag("enabled")
      baseUrl = Self.baseUrl(&fields, kind)
      apiKey = Self.key(&fields, kind)
      if let kind {
        options = fields.nullableObject("options") { inner in Self.options(&inner, kind) }
      } else {
        _ = fields.any("options")
      }
      limits = fields.nullableObject("limits") { Limits.Patch(&$0) }.map { $0 ?? .cleared }
    }

    private static func baseUrl(_ fields: inout Fields, _ kind: ProviderKind?) -> BaseURL?? {
      guard let text = fields.nullableText("baseUrl", .address) else { return nil }
      if text != nil, kind?.baseUrl == "" {
        fields.refuse("baseUrl", .format, "There is no server behind this kind, so there is no address to give.")
      }
      if let text { return (try? BaseURL(text)).map { .some($0) } }
      if kind?.baseUrl == nil { fields.refuse("baseUrl", .required, "This kind has no usual address.") }
      return .some(kind?.baseUrl.flatMap { try? BaseURL($0) })
    }

    private static func key(_ fields: inout Fields, _ kind: ProviderKind?) -> Secret?? {
      guard let text = fields.nullableText("apiKey", .key) else { return nil }
      if text != nil, kind?.key == ProviderKind.Key.none {
        fields.refuse("apiKey", .format, "This kind takes no key.")
      }
      return .some(text.map { Secret($0.trimmed) })
    }

    private static func options(_ fields: inout Fields, _ kind: ProviderKind) -> JSON.Object {
      var options = JSON.Object()
      for option in kind.allOptions {
        guard let value = fields.any(option.name) else { continue }
        if value != .null, let objection = option.objection(to: value) {
          fields.refuse(option.name, objection.code, objection.detail)
        } else if option == PriceList.option, let detail = value.string.flatMap(PriceList.objection) {
          fields.refuse(option.name, .format, detail)
        } else {
          options.append(option.name, value)
        }
      }
      return options
    }
  }

  package static let readOnlyFields = [
    "id", "kind", "hasKey", "keyHint", "health", "createdAt", "updatedAt", "version",
  ]
}

extension Provider.Limits {
  /// Absent (nil) leaves a limit, null (`.some(nil)`) lifts it.
  package struct Patch: Sendable, Equatable {
    package var concurrency: Int?
    package var requestsPerMinute: Int??
    package var dailyBudgetMicros: Int??

    package init() {}

    static let cleared: Patch = {
      var patch = Patch()
      patch.requestsPerMinute = .some(nil)
      patch.dailyBudgetMicros = .some(nil)
      return patch
    }()

    init(_ fields: inout Fields) {
      concurrency = fields.integer("concurrency", Provider.Limits.concurrencies)
      requestsPerMinute = fields.nullableInteger("requestsPerMinute", Provider.Limits.rates)
      dailyBudgetMicros = fields.nullableInteger("dailyBudgetMicros", Workspace.budgets)
    }

    func apply(to limits: inout Provider.Limits) {
      if let concurrency { limits.concurrency = concurrency }
      if let requestsPerMinute { limits.requestsPerMinute = requestsPerMinute }
      if let dailyBudgetMicros { limits.dailyBudgetMicros = dailyBudgetMicros }
    }
  }
}

extension JSON.Object {
  fileprivate var withoutNulls: JSON.Object {
    var kept = JSON.Object()
    for member in members where member.value != .null { kept.append(member.name, member.value) }
    return kept
  }
}
