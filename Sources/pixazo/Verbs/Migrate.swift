import Domain
import Storage

extension Verb {
  static let migrate = Verb(
    name: "migrate",
    summary: "Brings the database of a data folder forward, after a backup.",
    details: "serve does this at every start; this verb is for those who want it done, or looked at, before.",
    settings: ["data-dir", "config"],
    switches: [
      Switch("check", "Change nothing; say what would run. Exit 1 when something would, or cannot."),
      Switch("schema", "Print the schema that a fresh run of all migrations gives, as SQL."),
    ]
  ) { call in
    if call.has("schema") {
      call.output.text(try Schema.dump())
      return .ok
    }
    let folder = call.settings.dataDir
    let before = Examination(ofFolder: folder, deep: false)
    if let refusal = before.refusal { throw refusal }
    if call.has("check") {
      for name in before.pending { call.output.line("Pending: \(name)") }
      if before.pending.isEmpty { call.output.line(before.hasDatabase ? "Nothing is pending." : "No database yet.") }
      return before.pending.isEmpty ? .ok : .failed
    }
    try waiting { try await Store.open(folder: DataFolder(path: folder), clock: .system).close() }
    for name in before.pending { call.output.line("Ran: \(name)") }
    if before.pending.isEmpty { call.output.line(before.hasDatabase ? "Nothing was pending." : "Made the database.") }
    return .ok
  }
}
