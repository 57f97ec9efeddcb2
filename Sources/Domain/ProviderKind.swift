/// A protocol that we speak, and the form that sets up a connection by it.
package struct ProviderKind: Sendable {
  package enum Key: String, Sendable, CaseIterable {
    case none, optional, required
  }

  package let id: String
  /// Other names of the same, by which it may be asked for.
  package let aliases: [String]
  package let name: String
  /// One sentence: what it connects to.
  package let summary: String
  package let docsUrl: String?
  /// Nil when the person must say where the server is; empty when there is no server to call.
  package let baseUrl: String?
  package let key: Key
  package let offers: Set<ModelCard.Kind>
  /// What `options` may hold, beside what those of all kinds may.
  package let options: [ModelCard.Parameter]
  /// How many calls at a time a new connection allows.
  package let concurrency: Int
  /// A call that is repeated costs nothing and makes the same again, so a cut one is simply run again.
  package let repeats: Bool
  /// Where an engine of this kind listens on this machine when nobody says otherwise.
  package let localPorts: [Int]
  package let image: (@Sendable (ProviderConnection) throws(Failure) -> any ImageProvider)?
  package let text: (@Sendable (ProviderConnection) throws(Failure) -> any TextProvider)?
  /// Makes prompts better by rules: at once, for nothing, and the same for the same.
  package let enhance: (@Sendable (EnhancementWish) -> [EnhancedPrompt])?

  package init(
    id: String, aliases: [String] = [], name: String, summary: String, docsUrl: String? = nil, baseUrl: String? = nil,
    key: Key,
    offers: Set<ModelCard.Kind>, options: [ModelCard.Parameter] = [], concurrency: Int = 1, repeats: Bool = false,
    localPorts: [Int] = [],
    image: (@Sendable (ProviderConnection) throws(Failure) -> any ImageProvider)? = nil,
    text: (@Sendable (ProviderConnection) throws(Failure) -> any TextProvider)? = nil,
    enhance: (@Sendable (EnhancementWish) -> [EnhancedPrompt])? = nil
  ) {
    self.id = id
    self.aliases = aliases
    self.name = name
    self.summary = summary
    self.docsUrl = docsUrl
    self.baseUrl = baseUrl
    self.key = key
    self.offers = offers
    self.options = options
    self.concurrency = concurrency
    self.repeats = repeats
    self.localPorts = localPorts
    self.image = image
    self.text = text
    self.enhance = enhance
  }
}

extension ProviderKind {
  /// What `options` may hold.
  package var allOptions: [ModelCard.Parameter] {
    options + [Fallbacks.option] + (hasServer ? [PriceList.option] : [])
  }

  /// Whether somebody who says this word means this kind.
  package func isCalled(_ word: String) -> Bool { id == word || aliases.contains(word) }

  /// Whether there is a server to be called, or all is done in this process.
  package var hasServer: Bool { baseUrl != "" }
}

extension ProviderKind: JSONWritable {
  /// With `fields`, which are the form that sets one up, in its order.
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("aliases", aliases)
      json.field("name", name)
      json.field("summary", summary)
      json.field("docsUrl", docsUrl)
      json.field("baseUrl", hasServer ? baseUrl : nil)
      json.field("key", key.rawValue)
      json.field("offers", ModelCard.Kind.allCases.filter(offers.contains).map(\.rawValue))
      json.field("localPorts", localPorts)
      json.field("concurrency", concurrency)
      json.array("fields") { json in writeForm(to: &json) }
    }
  }

  private func writeForm(to json: inout JSONWriter) {
    func field(
      _ parameter: ModelCard.Parameter, in place: String = "", isRequired: Bool = false, isSecret: Bool = false
    ) {
      json.object { json in
        json.field("name", place + parameter.name)
        json.field("required", isRequired)
        json.field("secret", isSecret)
        parameter.writeFields(to: &json)
      }
    }
    field(.init("name", .text, standard: .string(name), detail: "What you call it."))
    if hasServer {
      field(
        .init(
          "baseUrl", .text, standard: baseUrl.map { .string($0) } ?? .null,
          detail: "Where the server is, as http(s)://…"
        ), isRequired: baseUrl == nil)
    }
    if key != .none {
      field(
        .init("apiKey", .text, detail: "Kept sealed, sent to this address only, and never shown again."),
        isRequired: key == .required, isSecret: true)
    }
    for option in allOptions { field(option, in: "options.") }
  }
}

/// What an adapter is made from. It holds the key in the open: it is never stored, logged or compared.
package struct ProviderConnection: Sendable {
  /// The provider's slug.
  package let id: String
  /// Without a slash at its end.
  package let baseUrl: String
  package let key: String?
  package let options: JSON.Object

  package init(id: String, baseUrl: String, key: String?, options: JSON.Object) {
    self.id = id
    self.baseUrl = baseUrl
    self.key = key
    self.options = options
  }
}
