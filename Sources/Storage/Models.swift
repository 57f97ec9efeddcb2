package import Domain
import SQLite

/// The cards of models as their providers last listed them.
package struct Models<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// All cards of a provider, by the model's name.
  package func of(_ provider: String) throws -> [ModelCard] {
    try connection.all("SELECT model, card FROM models WHERE provider_id = ? ORDER BY model", [provider]) { row in
      ModelCard(cached: try row.read(1), provider: provider, model: try row.read(0))
    }.compactMap(\.self)
  }
}

extension Models where Transaction == Writing {
  /// Puts these cards in the place of all that the provider had. One that was deleted meanwhile keeps none.
  package func replace(_ cards: [ModelCard], of provider: String) throws {
    try connection.run("DELETE FROM models WHERE provider_id = ?", [provider])
    for card in cards {
      try connection.run(
        "INSERT INTO models (provider_id, model, card) SELECT id, ?, ? FROM providers WHERE id = ?",
        [card.model, String(decoding: card.cached, as: UTF8.self), provider])
    }
  }
}
