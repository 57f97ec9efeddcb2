import Domain

extension Verb {
  static let version = Verb(
    name: "version",
    summary: "Prints the version.",
    switches: [.json]
  ) { call in
    if call.has("json") {
      call.output.json(["name": "pixazo", "version": .string(Pixazo.version)])
    } else {
      call.output.line("pixazo \(Pixazo.version)")
    }
    return .ok
  }
}
