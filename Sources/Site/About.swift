import Domain
import HTTP
import Studio

/// What this server is and what may be asked of it.
enum About {
  static func respond(_ call: Call) async throws -> Response {
    var json = JSONWriter()
    json.object { json in
      json.field("name", "Pixazo")
      json.field("version", call.site.options.version)
      json.field("apiVersion", "v1")
      json.object("auth") { $0.field("mode", "open") }
      json.field("capabilities", capabilities)
      json.object("limits") { json in for (name, value) in limits { json.field(named: name, value) } }
    }
    return Response(.ok, type: .json, json.bytes)
  }

  private static let capabilities = [
    "workspaces", "images", "albums", "generations", "providers", "models", "prompts", "styles", "wordlists",
    "enhancements", "recommendations", "chats", "search", "usage", "trash", "events",
  ]

  private static let limits: [(name: String, value: Int)] = [
    ("bodyBytes", Route.bodyLimit), ("imageBytes", Uploads.fileLimit), ("uploadBytes", Uploads.requestLimit),
    ("uploadFiles", Uploads.mostFiles), ("tags", Picture.mostTags), ("pageItems", 200),
    ("nameCharacters", TextRule.name.length.upperBound),
    ("descriptionCharacters", TextRule.description.length.upperBound),
    ("systemPromptCharacters", TextRule.systemPrompt.length.upperBound),
    ("leastSide", Workspace.sides.lowerBound), ("greatestSide", Workspace.sides.upperBound),
    ("trashDays", Int(Housekeeping.trashSeconds / 86_400)), ("idempotencyKeyCharacters", Idempotency.longestKey),
  ]

  static let schema = Schema.object([
    .init(name: "name", schema: .words(["Pixazo"])),
    .init(name: "version", schema: .string),
    .init(name: "apiVersion", schema: .words(["v1"])),
    .init(name: "auth", schema: .object([.init(name: "mode", schema: .words(["open"]))])),
    .init(name: "capabilities", schema: .list(.words(capabilities))),
    .init(name: "limits", schema: .object(limits.map { .init(name: $0.name, schema: .integer(0...Int.max)) })),
  ])
}
