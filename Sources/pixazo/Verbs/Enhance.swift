import Domain

extension Verb {
  static let enhance = Verb(
    name: "enhance",
    summary: "Makes a prompt better for an image model, in the data folder or through the server that holds it.",
    details: """
      Prints each candidate on a line of its own, and nothing else, so that it can be passed on; who wrote them, notes
      and negative prompts go to stderr. Without a language model the built-in enhancer does it, offline. Exit 2: it
      cannot be taken, and the answer says why.
      """,
    settings: ["data-dir", "keyring", "config"],
    switches: [
      Switch("reuse", "Take what was written for exactly the same before."),
      Switch("json", "Print the enhancement as JSON."),
    ],
    options: [
      Option("model", "MODEL", "The image model that it is for; otherwise the workspace's."),
      Option("text-model", "MODEL", "Who is to write it; otherwise the workspace's, or builtin/enhancer."),
      Option("negative", "TEXT", "What is not to be seen."),
      Option("style", "TEXT", "A look, such as watercolour."),
      Option("instructions", "TEXT", "What to mind, in your words."),
      Option("keep", "WORDS", "Words that must stay letter by letter, between commas."),
      Option("count", "NUMBER", "How many candidates, 1 to 4."),
      Option("workspace", "WORKSPACE", "By its name or id; otherwise the oldest one."),
    ],
    operands: "PROMPT"
  ) { call in
    let wish = try wish(from: call)
    return try waiting {
      let door = try await Doorway(call.settings)
      do {
        let place = try await Workplace(call.options["workspace"], behind: door)
        var body: JSON.Object = ["workspaceId": .string(place.id)]
        for member in wish.members { body.append(member.name, member.value) }
        let enhancement = try await door.post("/enhancements", .object(body))
        await door.close()
        show(enhancement, call)
        return .ok
      } catch {
        await door.close()
        throw error
      }
    }
  }

  private static func wish(from call: Call) throws(Misuse) -> JSON.Object {
    let prompt = call.operands.joined(separator: " ")
    guard !prompt.isEmpty else { throw Misuse("Say what to make better: pixazo enhance \"a lighthouse at dusk\".") }
    var wish: JSON.Object = ["prompt": .string(prompt)]
    for (flag, field) in [
      ("model", "imageModel"), ("text-model", "textModel"), ("negative", "negativePrompt"), ("style", "style"),
      ("instructions", "instructions"),
    ] {
      if let text = call.options[flag] { wish.append(field, .string(text)) }
    }
    if let words = call.options["keep"] {
      let list = words.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
      wish.append("lockedWords", .array(list.map { .string($0) }))
    }
    if let count = try call.number("count", Enhancement.counts) { wish.append("count", .int(Int64(count))) }
    if call.has("reuse") { wish.append("reuse", true) }
    return wish
  }

  private static func show(_ enhancement: JSON, _ call: Call) {
    if call.has("json") { return call.output.json(enhancement) }
    let writer = enhancement["textModel"]?.string ?? ""
    if let wanted = enhancement["fallbackFrom"]?["model"]?.string {
      let code = enhancement["fallbackFrom"]?["code"]?.string ?? ""
      call.output.complain("\(writer) wrote it, since \(wanted) did not (\(code)).")
    }
    for candidate in enhancement["candidates"]?.array ?? [] {
      call.output.line(candidate["text"]?.string ?? "")
      if let negative = candidate["negativePrompt"]?.string { call.output.complain("  negative: \(negative)") }
      if let notes = candidate["notes"]?.string, !notes.isEmpty { call.output.complain("  \(notes)") }
    }
  }
}
