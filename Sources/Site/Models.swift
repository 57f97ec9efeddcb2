import Domain
import HTTP
import Studio

/// The models of all connections, as the API shows them.
enum Models {
  static let parameters =
    [
      Parameter(name: "limit", kind: .count(1...200, usually: 200), detail: "How many items a page has at most."),
      Parameter.cursor,
      Parameter(
        name: "type", kind: .word(ModelCard.Kind.allCases.map(\.rawValue)), detail: "Only those that make this."),
      Parameter(
        name: "capability", kind: .word(ModelCard.Capability.allCases.map(\.rawValue)), detail: "Only those that can."),
    ]

  static func list(_ call: Call) async throws -> Response {
    let kind = call.asked.text("type").flatMap(ModelCard.Kind.init)
    let capability = call.asked.text("capability").flatMap(ModelCard.Capability.init)
    let room = call.site.providers
    let cards = room.cards.filter { card in
      (kind == nil || card.kind == kind) && (capability.map(card.capabilities.contains) ?? true)
    }
    let list = "models?type=\(kind?.rawValue ?? "")&capability=\(capability?.rawValue ?? "")"
    return try call.page(cards, by: \.id, of: list, limit: call.asked.count(parameters[0])) {
      $1.value(Shown($0, in: room))
    }
  }

  /// A card, and whether it is to be chosen now.
  struct Shown: JSONWritable {
    private let card: ModelCard
    private let health: ProviderHealth.State
    private let obstacle: String?

    init(_ card: ModelCard, in room: ProviderRoom) {
      self.card = card
      health = room.health(of: card.provider)?.state ?? .unknown
      obstacle = room.obstacle(to: card)
    }

    func write(to json: inout JSONWriter) {
      json.object { json in
        card.writeFields(to: &json)
        json.field("health", health.rawValue)
        json.field("usable", obstacle == nil)
        json.field("reason", obstacle)
      }
    }
  }
}
