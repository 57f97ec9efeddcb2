import Domain

/// A provider that is ready to be called, or the reason why it is not.
struct ProviderSeat: Sendable {
  let provider: Provider
  let kind: ProviderKind?
  /// There also while it is switched off, so that it can be looked at.
  let image: (any ImageProvider)?
  let text: (any TextProvider)?
  let fallbacks: Fallbacks
  let prices: PriceList
  /// Why it cannot be called at all, as a sentence.
  let fault: String?
  /// In the open: for the adapters, and for the log to hide.
  let key: Secret?
  /// As the provider gave them.
  var listed: [ModelCard]
  var vitals: ProviderVitals

  /// `key` is nil when there is none, and when it does not open.
  init(
    _ provider: Provider, kind: ProviderKind?, key: Secret?, cards: [ModelCard], vitals: ProviderVitals = .init()
  ) {
    self.provider = provider
    self.kind = kind
    self.key = key
    self.vitals = vitals
    fallbacks = Fallbacks(provider.options[Fallbacks.option.name]?.string ?? "")
    prices = PriceList(provider.options[PriceList.option.name]?.string ?? "")
    var image: (any ImageProvider)?
    var text: (any TextProvider)?
    var fault = Self.fault(provider, kind, key)
    if fault == nil, let kind {
      let connection = ProviderConnection(
        id: provider.id, baseUrl: provider.baseUrl?.text ?? "", key: key?.text, options: provider.options)
      do throws(Failure) {
        image = try kind.image?(connection)
        text = try kind.text?(connection)
      } catch {
        fault = error.detail
      }
    }
    (self.image, self.text, self.fault) = (image, text, fault)
    listed = cards
  }

  private static func fault(_ provider: Provider, _ kind: ProviderKind?, _ key: Secret?) -> String? {
    guard let kind else { return "This version of Pixazo does not know the kind \(provider.kind)." }
    if provider.hasKey && key == nil {
      return "The key of \(provider.name) cannot be opened with this keyring. Please enter it again."
    }
    if kind.key == .required && key == nil { return "\(provider.name) has no key yet. Please enter one." }
    if kind.hasServer && provider.baseUrl == nil { return "\(provider.name) has no address yet. Please enter one." }
    return nil
  }

  /// Why no work can be given to it now, as a sentence; nil when it can.
  var obstacle: String? { provider.enabled ? fault : "\(provider.name) is switched off." }

  /// Its models at its owner's prices; those that cannot be used say why.
  var cards: [ModelCard] {
    let obstacle = obstacle
    return listed.map { shown($0, obstacle) }
  }

  func card(_ id: String) -> ModelCard? {
    listed.first { $0.id == id }.map { shown($0, obstacle) }
  }

  private func shown(_ card: ModelCard, _ obstacle: String?) -> ModelCard {
    var card = card
    card.price = prices.price(of: card)
    card.unusable = card.unusable ?? obstacle
    return card
  }

  /// Whether what was learned of the other is true of this one: the same server, asked in the same way.
  func callsLike(_ other: ProviderSeat) -> Bool {
    provider.baseUrl == other.provider.baseUrl && key == other.key && provider.options == other.provider.options
      && fault == other.fault
  }

  /// A text from outside without the key, should it have found its way in.
  func clean(_ text: String) -> String { key.map { text.replacing($0.text, with: "[hidden]") } ?? text }

  /// What we saw of it; a fault of its own set-up goes before.
  func health(at now: Timestamp) -> ProviderHealth {
    var health = vitals.health(at: now)
    // What is done in this process needs nobody to be there.
    if kind?.hasServer == false, health.state == .unknown { health.state = .up }
    if let fault {
      health.detail = fault
      if provider.hasKey || kind?.key == .required { health.state = .unauthorized }
    }
    return health
  }
}
