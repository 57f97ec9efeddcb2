import Domain
import Storage

/// Where an order goes that its own provider cannot do.
struct Handover: Sendable {
  private let refit: Refit
  private let maker: Generation.Maker

  /// The first model of the owner's list that takes it, those of the family that was asked for before the others. Nil
  /// when there is none, and when something was made or paid already.
  init?(of generation: Generation, in room: ProviderRoom) {
    guard generation.isUntouched else { return nil }
    let asked = generation.predecessors.first?.model ?? generation.model
    let passed = Set(generation.predecessors.map(\.model) + [generation.model])
    let cards = room.fallbacks(for: asked, kind: .image).filter { !passed.contains($0) }.compactMap(room.card)
    let family = room.card(asked)?.family ?? Family(naming: asked)
    let old = room.card(generation.model)
    for card in cards.filter({ $0.family == family }) + cards.filter({ $0.family != family }) {
      guard let refit = Refit(generation, from: old, to: card) else { continue }
      self.refit = refit
      maker = room.maker(card.provider)
      return
    }
    return nil
  }

  /// Throws `Superseded` when it is too late for that: see `Generations.passOn`.
  func take(
    _ generation: Generation, after failure: ProviderFailure, _ open: GenerationStanding.OpenCall, attempt: Int?,
    in writing: Writing
  ) throws {
    try writing.generations.passOn(generation, to: refit, of: maker, after: failure, open, attempt: attempt)
  }
}

extension ProviderRoom {
  /// Who makes the pictures of a provider's models, as it is called now.
  func maker(_ provider: String) -> Generation.Maker {
    Generation.Maker(id: provider, name: name(of: provider) ?? provider, kind: kind(of: provider)?.id)
  }
}
