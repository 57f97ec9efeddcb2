import Domain
import Raster

extension Verb {
  static let verify = Verb(
    name: "verify",
    summary: "Reads the recipe of a picture's file, makes the picture again and says what differs.",
    details: """
      Nothing of it stays in the library. Exit 0: every pixel is the same. 1: something differs, the file holds no
      recipe, or it cannot be made again here; the answer says which.
      Only some engines make the same from the same, the built-in painter among them.
      """,
    settings: ["data-dir", "keyring", "config"],
    switches: [
      Switch("pay", "Also when it costs money, or nobody knows what it costs."),
      Switch("json", "Print the verdict as JSON."),
    ],
    options: [Option("workspace", "WORKSPACE", "By its name or id; otherwise the oldest one.")],
    operands: "FILE"
  ) { call in
    guard let path = call.operands.first, call.operands.count == 1 else { throw Misuse("Say which file.") }
    let bytes = try WholeFile.read(path, atMost: Doorway.mostBytes)
    let givenUp = GivenUp()
    try Signals.listen { _ in givenUp.be() }
    let verdict = try waiting {
      let door = try await Doorway(call.settings)
      do {
        let place = try await Workplace(call.options["workspace"], behind: door)
        let verdict = try await Verification(place: place, mayPay: call.has("pay")).verdict(on: bytes, givenUp)
        await door.close()
        return verdict
      } catch {
        await door.close()
        throw error
      }
    }
    if call.has("json") {
      call.output.json(verdict.json)
    } else {
      for line in verdict.lines { call.output.line(line) }
    }
    return verdict.isSame ? .ok : .failed
  }
}

/// What came of making a picture again.
private struct Verdict: Sendable {
  var source = ""
  var recipe = JSON.null
  /// Why there is nothing to compare; nil when there is.
  var obstacle: String?
  var pixels: Comparison?
  var fields: [(name: String, was: JSON, is: JSON)] = []
  var remarks: [String] = []

  var isSame: Bool { pixels == .same }

  var lines: [String] {
    var lines: [String] = []
    if let obstacle { lines.append(obstacle) }
    if let pixels { lines.append(pixels.sentence) }
    for field in fields {
      lines.append("  \(field.name): \(Self.text(field.was)) in the file, \(Self.text(field.is)) now")
    }
    return lines + remarks
  }

  private static func text(_ json: JSON) -> String { json.string ?? String(decoding: json.bytes, as: UTF8.self) }

  var json: JSON {
    [
      "ok": .bool(isSame), "source": .string(source), "recipe": recipe,
      "obstacle": obstacle.map { .string($0) } ?? .null, "pixels": pixels?.json ?? .null,
      "fields": .array(fields.map { ["name": .string($0.name), "was": $0.was, "is": $0.is] }),
      "remarks": .array(remarks.map { .string($0) }),
    ]
  }
}

private struct Verification: Sendable {
  let place: Workplace
  let mayPay: Bool

  func verdict(on file: [UInt8], _ givenUp: GivenUp) async throws -> Verdict {
    var verdict = Verdict()
    let door = place.door
    let found = try await door.post("/images/inspect", picture: file)
    verdict.source = found["source"]?.string ?? ""
    verdict.recipe = found["recipe"] ?? .null
    guard case .object(let object) = verdict.recipe else {
      verdict.obstacle = "The file holds no recipe."
      return verdict
    }
    let recipe = Self.order(from: object)
    do {
      let preview = try await door.post("/workspaces/\(place.id)/generations/preview", recipe)
      try checkCost(preview["estimatedCostMicros"]?.int)
    } catch let objection as Objection where objection.isMisuse {
      verdict.obstacle = "It cannot be made again here. \(objection)"
      return verdict
    }
    let generation = try await makeAndForget(recipe, givenUp) { image, bytes in
      verdict.fields = Comparison.fields(verdict.recipe, image["recipe"] ?? .null)
      verdict.pixels = Comparison(try bitmap(of: file), try bitmap(of: bytes))
    }
    if verdict.pixels == nil {
      verdict.obstacle =
        generation["error"]?["detail"]?.string ?? "It was \(generation["state"]?.string ?? "not made")."
    } else if !verdict.isSame {
      verdict.remarks = remarks(on: verdict)
    }
    return verdict
  }

  /// One image by that recipe, without what only says where it came from.
  private static func order(from recipe: JSON.Object) -> JSON {
    var order = JSON.Object()
    for member in recipe.members where !Comparison.lineage.contains(member.name) && member.name != "count" {
      order.append(member.name, member.value)
    }
    return .object(order)
  }

  private func checkCost(_ micros: Int64?) throws(Misuse) {
    guard micros != 0, !mayPay else { return }
    let cost =
      micros.map { "costs about \(Double($0) / 1_000_000) US dollars" } ?? "may cost money, nobody knows how much"
    throw Misuse("Making it again \(cost); add --pay if that is fine.")
  }

  /// Hands over what was made and takes it out of the library again, whatever becomes of it.
  private func makeAndForget(
    _ recipe: JSON, _ givenUp: GivenUp, _ look: (JSON, [UInt8]) throws -> Void
  ) async throws -> JSON {
    let door = place.door
    let bar = ProgressBar()
    let generation = try await Making(place: place).make(recipe, isGivenUp: { givenUp.isSo }) { generation in
      let (fraction, words) = Making.words(of: generation)
      bar.show(fraction, words)
    }
    bar.clear()
    var failure: (any Error)?
    do {
      if let id = Making.images(of: generation).first?["id"]?.string {
        let image = try await door.get("/images/\(id)")
        try look(image, await door.bytes("/images/\(id)/file"))
      }
    } catch {
      failure = error
    }
    for image in Making.images(of: generation) {
      if let id = image["id"]?.string { try? await door.delete("/images/\(id)?permanent=true") }
    }
    if let id = generation["id"]?.string { try? await door.delete("/generations/\(id)") }
    if let failure { throw failure }
    return generation
  }

  private func bitmap(of file: [UInt8]) throws -> Bitmap { try PictureFile(bytes: file).bitmap() }

  private func remarks(on verdict: Verdict) -> [String] {
    if verdict.recipe["seed"]?.int == nil { return ["The recipe has no seed, so another picture had to come."] }
    if !verdict.fields.isEmpty { return ["It was not the same request: see the fields."] }
    guard verdict.recipe["model"]?.string?.hasPrefix("builtin/") == true else {
      return ["The request was the same. This engine does not promise the same pixels for it."]
    }
    return ["The request was the same: the file was changed since, or another version of the painter made it."]
  }
}
