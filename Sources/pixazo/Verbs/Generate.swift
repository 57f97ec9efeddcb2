import Domain

extension Verb {
  static let generate = Verb(
    name: "generate",
    summary: "Makes images of a prompt, in the data folder or through the server that holds it.",
    details: """
      The images stay in the library; --out writes them to files as well: a FILE, which is replaced, or a folder that is
      there. Ctrl+C cancels. Exit 1: it did not succeed. 2: the recipe cannot be taken, and the answer says why.
      """,
    settings: ["data-dir", "keyring", "config"],
    switches: [
      Switch("combine", "Make every combination of the prompt's choices instead of drawn ones."),
      Switch("json", "Print the generation and the files as JSON."),
    ],
    options: [
      Option("model", "MODEL", "Such as builtin/painter; otherwise the workspace's."),
      Option("negative", "TEXT", "What is not to be seen."),
      Option("width", "PIXELS", "Otherwise the workspace's, else the model's."),
      Option("height", "PIXELS", "Otherwise the workspace's, else the model's."),
      Option("steps", "NUMBER", "How many steps the model takes."),
      Option("guidance", "NUMBER", "How closely it keeps to the prompt."),
      Option("seed", "NUMBER", "The same seed makes the same picture, where the engine does."),
      Option("count", "NUMBER", "How many images, 1 to 16."),
      Option("sampler", "NAME", "One of the model's."),
      Option("scheduler", "NAME", "One of the model's."),
      Option("style", "STYLE", "A style of the workspace, by its name or id; \"none\" for none."),
      Option("init", "IMAGE", "Start from this image: a file, or the id of one in the library."),
      Option("mask", "IMAGE", "Change only what is white in it."),
      Option("strength", "NUMBER", "How far it may leave the first image, 0 to 1."),
      Option("recipe", "FILE", "A recipe as JSON, which the prompt and the other flags change."),
      Option("workspace", "WORKSPACE", "By its name or id; otherwise the oldest one."),
      Option("out", "PATH", "The file for the image, or a folder."),
    ],
    operands: "[PROMPT]"
  ) { call in
    let files = try call.options["out"].map { out throws(Misuse) in try PictureFiles(out) }
    let recipe = try recipe(from: call)
    let givenUp = GivenUp()
    try Signals.listen { _ in givenUp.be() }
    return try waiting {
      let door = try await Doorway(call.settings)
      do {
        let code = try await make(recipe, files, call, behind: door, givenUp)
        await door.close()
        return code
      } catch {
        await door.close()
        throw error
      }
    }
  }

  /// What the words and flags say, on top of the recipe of a file. Images, styles and the like are still to be found.
  private static func recipe(from call: Call) throws -> JSON.Object {
    var said = JSON.Object()
    let prompt = call.operands.joined(separator: " ")
    if !prompt.isEmpty { said.append("prompt", .string(prompt)) }
    for (flag, field) in [
      ("model", "model"), ("negative", "negativePrompt"), ("sampler", "sampler"), ("scheduler", "scheduler"),
    ] {
      if let text = call.options[flag] { said.append(field, .string(text)) }
    }
    for field in ["width", "height", "steps", "seed", "count"] {
      if let number = try call.number(field, 0...Int(UInt32.max)) { said.append(field, .int(Int64(number))) }
    }
    for field in ["guidance", "strength"] {
      if let number = try call.fraction(field) { said.append(field, .double(number)) }
    }
    if call.has("combine") { said.append("combine", true) }
    if let path = call.options["recipe"] {
      let bytes = try WholeFile.read(path, atMost: 1 << 20)
      guard let json = try? JSON(parsing: bytes), case .object(let object) = json else {
        throw Misuse("--recipe: \"\(path)\" holds no recipe: it must be a JSON object.")
      }
      for member in object.members where said[member.name] == nil { said.append(member.name, member.value) }
    }
    guard said["prompt"] != nil else { throw Misuse("Say what to make: pixazo generate \"a lighthouse at dusk\".") }
    return said
  }

  private static func make(
    _ said: JSON.Object, _ files: PictureFiles?, _ call: Call, behind door: Doorway, _ givenUp: GivenUp
  ) async throws -> ExitCode {
    let place = try await Workplace(call.options["workspace"], behind: door)
    var named = JSON.Object()
    if let style = call.options["style"] {
      named.append("styleId", style == "none" ? .null : .string(try await place.style(style)))
    }
    for (flag, field) in [("init", "initImageId"), ("mask", "maskImageId")] {
      if let image = call.options[flag] { named.append(field, .string(try await place.image(image))) }
    }
    for member in said.members where named[member.name] == nil { named.append(member.name, member.value) }
    let bar = ProgressBar()
    let generation = try await Making(place: place).make(.object(named), isGivenUp: { givenUp.isSo }) { generation in
      let (fraction, words) = Making.words(of: generation)
      bar.show(fraction, words)
    }
    bar.clear()
    let saved = try await save(generation, files, behind: door)
    if call.has("json"), case .object(var object) = generation {
      object.append("files", .array(saved.compactMap(\.path).map { .string($0) }))
      call.output.json(.object(object))
    } else {
      for image in saved {
        call.output.line(image.path ?? "\(image.id) \(image.size)\(image.seed.isEmpty ? "" : " seed \(image.seed)")")
      }
    }
    guard generation["state"] == "succeeded" else {
      let why = generation["error"]?["detail"]?.string ?? "It was \(generation["state"]?.string ?? "not made")."
      call.output.complain(why)
      return .failed
    }
    return .ok
  }

  private struct Saved {
    let id: String
    let size: String
    let seed: String
    let path: String?
  }

  /// Also what a failed order has brought.
  private static func save(
    _ generation: JSON, _ files: PictureFiles?, behind door: Doorway
  ) async throws -> [Saved] {
    let images = Making.images(of: generation)
    var saved: [Saved] = []
    for (number, item) in images.enumerated() {
      guard let id = item["id"]?.string else { continue }
      let image = try await door.get("/images/\(id)")
      let seed = image["recipe"]?["seed"]?.int.map { String($0) } ?? ""
      var path: String?
      if let files {
        path = try files.write(
          await door.bytes("/images/\(id)/file"), number: number, of: images.count,
          prompt: image["prompt"]?.string ?? "", seed: seed,
          format: image["format"]?.string.flatMap(Picture.Format.init) ?? .png)
      }
      let size = "\(image["width"]?.int ?? 0)x\(image["height"]?.int ?? 0)"
      saved.append(Saved(id: id, size: size, seed: seed, path: path))
    }
    return saved
  }
}
