/// What the texts in a picture's file say about its making.
package struct FoundRecipe: Sendable, Equatable {
  package enum Source: String, Sendable, CaseIterable {
    case pixazo, a1111, comfyui, invokeai, swarmui, fooocus
    /// No program that is known here left a word.
    case unknown
  }

  /// One text as it was found: the keyword of a PNG text, the name of an EXIF tag, `prefix:name` in XMP.
  package struct Text: Sendable, Equatable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  package let source: Source
  /// Nil when nothing was found that one could follow, also when the source is known.
  package let recipe: Recipe?
  package let raw: [Text]

  /// Looks through the texts of one file, ours first. Takes nonsense for what it is: a file without a recipe.
  package init(in texts: [Text]) {
    raw = texts
    var known: Source?
    for reader in Self.readers {
      guard let (source, recipe) = reader(texts) else { continue }
      if let recipe {
        (self.source, self.recipe) = (source, recipe)
        return
      }
      known = known ?? source
    }
    (source, recipe) = (known ?? .unknown, nil)
  }

  /// Nil: the program left nothing; a nil recipe: it did, but not how the picture was made.
  private typealias Reader = @Sendable ([Text]) -> (Source, Recipe?)?

  private static let readers: [Reader] = [ours, parameters, invokeAI, comfyUI]

  private static func ours(_ texts: [Text]) -> (Source, Recipe?)? {
    guard let text = texts["pixazo"] ?? texts["pixazo:recipe"] else { return nil }
    return (.pixazo, JSON(loose: text).flatMap { Recipe($0) })
  }

  private static func parameters(_ texts: [Text]) -> (Source, Recipe?)? {
    var known: Source?
    for text in texts where text.name == "parameters" || text.isComment || text.name.hasSuffix(":parameters") {
      let found = text.text.utf8.first { !$0.isBlank } == UInt8(ascii: "{") ? json(text.text) : infotext(text, texts)
      guard let (source, recipe) = found else { continue }
      if let recipe { return (source, recipe) }
      known = known ?? source
    }
    return known.map { ($0, nil) }
  }

  private static func json(_ text: String) -> (Source, Recipe?)? {
    guard let json = JSON(loose: text) else { return nil }
    if let parameters = json["sui_image_params"] { return (.swarmui, Recipe(swarmUI: parameters)) }
    return Recipe(fooocus: json).map { (.fooocus, $0) }
  }

  private static func infotext(_ text: Text, _ texts: [Text]) -> (Source, Recipe?)? {
    guard let infotext = Infotext(reading: text.text) else { return nil }
    // Cameras and telephones write comments too; a prompt alone is one only where nobody else would put a text.
    if text.isComment, infotext.items.isEmpty { return nil }
    if infotext.prompt.isEmpty, infotext.items.isEmpty { return nil }
    var recipe = Recipe(infotext)
    guard
      (texts["fooocus_scheme"] ?? texts["MakerNote"]) == "a1111" || infotext["Version"]?.hasPrefix("Fooocus") == true
    else { return (.a1111, recipe) }
    // Its prompts are joined into one line there; the typed ones stand beside.
    if let typed = infotext["Raw prompt"]?.tidied, !typed.isEmpty { recipe.prompt = typed }
    if let typed = infotext["Raw negative prompt"] { recipe.negativePrompt = JSON.string(typed).word }
    return (.fooocus, recipe)
  }

  private static func invokeAI(_ texts: [Text]) -> (Source, Recipe?)? {
    if let text = texts["invokeai_metadata"] {
      return (.invokeai, JSON(loose: text).flatMap { Recipe(invokeAI: $0) })
    }
    if let text = texts["sd-metadata"] { return (.invokeai, JSON(loose: text).flatMap { Recipe(olderInvokeAI: $0) }) }
    return texts["invokeai_graph"] == nil && texts["invokeai_workflow"] == nil ? nil : (.invokeai, nil)
  }

  private static func comfyUI(_ texts: [Text]) -> (Source, Recipe?)? {
    let graphs = [("prompt", ComfyGraph.init(prompt:)), ("workflow", ComfyGraph.init(workflow:))].compactMap {
      name, read in texts.graph(name).flatMap { JSON(loose: $0) }.flatMap(read)
    }
    guard !graphs.isEmpty else { return nil }
    for var graph in graphs {
      if let recipe = graph.recipe() { return (.comfyui, recipe) }
    }
    return (.comfyui, nil)
  }
}

extension FoundRecipe: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("source", source.rawValue)
      json.field("recipe", recipe)
      json.object("raw") { json in
        var written: Set<String> = []
        for text in raw where written.insert(text.name).inserted { json.field(named: text.name, text.text) }
      }
    }
  }
}

extension [FoundRecipe.Text] {
  fileprivate subscript(name: String) -> String? { first { $0.name == name }?.text }

  /// A graph of ComfyUI: under its own name in PNG, and behind `name:` in whatever EXIF tag was free in WebP.
  fileprivate func graph(_ name: String) -> String? {
    if let text = self[name] { return text }
    for tag in self where ["Model", "Make", "ImageDescription", "UserComment"].contains(tag.name) {
      if tag.text.utf8.starts(with: "\(name):{".utf8) { return String(tag.text.dropFirst(name.count + 1)) }
    }
    return nil
  }
}

extension FoundRecipe.Text {
  fileprivate var isComment: Bool { name == "UserComment" || name == "exif:UserComment" }
}
