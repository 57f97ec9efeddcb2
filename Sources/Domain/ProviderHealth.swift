/// How a provider fares, as far as we have seen.
package struct ProviderHealth: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case up, degraded, down, unknown, unauthorized, outOfCredit
  }

  package enum Circuit: String, Sendable, CaseIterable {
    case closed, open, halfOpen
  }

  package var state = State.unknown
  package var latencyMs: Int?
  package var checkedAt: Timestamp?
  package var detail: String?
  package var circuit = Circuit.closed

  package init() {}
}

extension ProviderHealth: JSONWritable {
  package func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

  /// The same fields into an object that has more.
  package func writeFields(to json: inout JSONWriter) {
    json.field("state", state.rawValue)
    json.field("latencyMs", latencyMs)
    json.field("checkedAt", checkedAt)
    json.field("detail", detail)
    json.field("circuit", circuit.rawValue)
  }
}
