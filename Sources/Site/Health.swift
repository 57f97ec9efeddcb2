import Domain
import HTTP
import Storage

/// Whether the server lives, and whether it can do its work.
enum Health {
  private struct Check: JSONWritable {
    let name: String
    let isFine: Bool
    let detail: String
    /// Without it the server cannot do its work.
    var isVital = true

    func write(to json: inout JSONWriter) {
      json.object { json in
        json.field("name", name)
        json.field("ok", isFine)
        json.field("detail", detail)
      }
    }
  }

  static let schema = Schema.object([
    .init(name: "status", schema: .words(["ok"])),
    .init(
      name: "checks",
      schema: .list(
        .object([
          .init(name: "name", schema: .string),
          .init(name: "ok", schema: .flag),
          .init(name: "detail", schema: .string),
        ])), isRequired: false, detail: "With `verbose` only."),
  ])

  static func live(_ call: Call) async throws -> Response { answer([]) }

  static func ready(_ call: Call) async throws -> Response {
    let checks = await checks(call.site)
    if let broken = checks.first(where: { $0.isVital && !$0.isFine }) {
      throw Failure(.unavailable, "Not ready: \(broken.detail)", retryAfter: 5)
    }
    return answer(call.asked.mark("verbose") ? checks : [])
  }

  private static func answer(_ checks: [Check]) -> Response {
    var json = JSONWriter()
    json.object { json in
      json.field("status", "ok")
      if !checks.isEmpty { json.field("checks", checks) }
    }
    return Response(.ok, type: .json, json.bytes)
  }

  private static func checks(_ site: FrontDesk) async -> [Check] {
    var checks = [
      Check(
        name: "running", isFine: !site.isStopping,
        detail: site.isStopping ? "The server is stopping." : "The server takes requests.")
    ]
    do {
      _ = try await site.store.read { try $0.events.newestId() }
      checks.append(Check(name: "reading", isFine: true, detail: "The database can be read."))
    } catch {
      checks.append(Check(name: "reading", isFine: false, detail: "The database cannot be read."))
    }
    let failure = site.store.writeFailure
    checks.append(
      Check(name: "writing", isFine: failure == nil, detail: failure?.detail ?? "The database can be written."))
    checks.append(
      Check(
        name: "site", isFine: site.pages.isComplete,
        detail: site.pages.isComplete
          ? "The site's files are there." : "The site's files are missing: run scripts/setup.",
        isVital: false))
    return checks
  }
}
