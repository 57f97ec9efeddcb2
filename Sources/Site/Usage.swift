import Domain
import HTTP
import Storage

/// What was spent, by what it was spent on.
enum Usage {
  static let parameters = [
    Parameter(
      name: "from", kind: .moment,
      detail: "The first day, UTC, or a moment of it; 30 days before the last when it is not given."),
    Parameter(
      name: "to", kind: .moment, detail: "The last day, UTC, or a moment of it; today when it is not given."),
    Parameter(
      name: "by", kind: .word(UsageSum.Grouping.allCases.map(\.rawValue)),
      detail: "What the sums are of; models when it is not given. Without accounts the only user is \"local\"."),
  ]

  static func get(_ call: Call) async throws -> Response {
    let grouping = call.asked.text("by").flatMap { UsageSum.Grouping(rawValue: $0) } ?? .model
    let last = call.asked.span("to")?.start.day ?? call.site.clock.now.day
    let from = call.asked.span("from")?.start.day
    let first = from ?? Timestamp("\(last)T00:00:00.000Z").map { $0.adding(seconds: -30 * 86_400).day } ?? last
    guard first <= last else {
      let field = Failure.Field("/from", .tooLarge, "Must not be after `to`.")
      throw Failure(.invalidQuery, "Query parameter from: it is after the last day.", fields: [field])
    }
    let sums = try await call.read { try $0.usage.sums(by: grouping, from: first, to: last) }
    var json = JSONWriter(capacity: 256 + 160 * sums.count)
    json.object { json in
      json.field("from", first)
      json.field("to", last)
      json.field("by", grouping.rawValue)
      json.field("items", sums)
      json.field("total") { json in
        var total = UsageSum(key: "")
        for sum in sums { total.add(sum) }
        json.object { total.writeFigures(to: &$0) }
      }
    }
    return Response(.ok, type: .json, json.bytes)
  }
}
