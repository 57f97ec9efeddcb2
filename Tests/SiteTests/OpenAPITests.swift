import Domain
import HTTP
import Support
import Testing

@testable import Site

@Suite("OpenAPI")
struct OpenAPITests {
  let studio: TestStudio
  let document: JSON

  init() async throws {
    studio = try await TestStudio()
    document = await studio.client.get("/openapi.json").json
  }

  private func description(of route: Route) -> JSON? {
    document["paths"]?[route.pattern]?[route.method.rawValue.lowercased()]
  }

  private func members(_ json: JSON?) -> [String] {
    guard case .object(let object)? = json else { return [] }
    return object.members.map(\.name)
  }

  @Test("every route is described, and everything described is routed")
  func complete() {
    #expect(document["openapi"] == "3.1.0")
    var described = 0
    for path in members(document["paths"]) { described += members(document["paths"]?[path]).count }
    #expect(described == Routes.all.count)
    for route in Routes.all {
      #expect(description(of: route)?["operationId"]?.string == route.name)
      #expect(description(of: route)?["summary"]?.string == route.summary)
    }
  }

  @Test("each operation tells its parameters, headers, body, answer and refusals", arguments: Routes.all.map(\.name))
  func operations(name: String) throws {
    let route = try #require(Routes.all.first { $0.name == name })
    let operation = try #require(description(of: route))
    let parameters = (operation["parameters"]?.array ?? []).map {
      "\($0["in"]?.string ?? ""):\($0["name"]?.string ?? "")"
    }
    var expected = route.parameterNames.map { "path:\($0)" } + route.query.map { "query:\($0.name)" }
    if route.method == .post { expected.append("header:Idempotency-Key") }
    if route.isVersioned { expected.append(route.method == .get ? "header:If-None-Match" : "header:If-Match") }
    if case .picture = route.content { expected.append("header:Range") }
    if route.pattern.hasSuffix("/events") { expected.append("header:Last-Event-ID") }
    #expect(parameters == expected)
    let answers = members(operation["responses"])
    #expect(answers.contains(String(route.status.code)))
    for code in route.problems { #expect(answers.contains(String(code.status.code)), "\(code)") }
    if case .none = route.body {
      #expect(operation["requestBody"] == nil)
    } else {
      #expect(members(operation["requestBody"]?["content"]) == route.mediaTypes.map(\.text))
    }
  }

  @Test("every reference leads somewhere")
  func references() {
    let schemas = Set(members(document["components"]?["schemas"]))
    var found: Set<String> = []
    func walk(_ json: JSON) {
      if let reference = json["$ref"]?.string {
        found.insert(String(reference.split(separator: "/").last ?? ""))
        #expect(reference.hasPrefix("#/components/schemas/"))
      }
      switch json {
      case .array(let items): items.forEach(walk)
      case .object(let object): object.members.map(\.value).forEach(walk)
      default: break
      }
    }
    walk(document)
    #expect(found.isSubset(of: schemas))
    #expect(schemas.subtracting(found) == ["Event"], "Only the data of a stream has no body to be named in.")
  }

  @Test("what is answered has exactly the fields that are described")
  func answers() async throws {
    let id = await studio.client.makeWorkspace()
    let workspace = await studio.client.get("/api/v1/workspaces/\(id)").json
    #expect(complaints(workspace, .ref(.workspace)) == [])
    #expect(complaints(await studio.client.get("/api/v1/workspaces").json, .ref(.workspacePage)) == [])
    #expect(complaints(await studio.client.get("/api/v1/about").json, .ref(.about)) == [])
    #expect(complaints(await studio.client.get("/livez").json, .ref(.health)) == [])
    #expect(complaints(await studio.client.get("/readyz?verbose").json, .ref(.health)) == [])
    #expect(complaints(await studio.client.get("/api/v1/workspaces/x").json, .ref(.problem)) == [])
    #expect(complaints(await studio.client.send(.post, "/api/v1/workspaces", json: [:]).json, .ref(.problem)) == [])
    let png = Specimen.png(texts: [("parameters", "a lighthouse\nSteps: 20, CFG scale: 7.5, Seed: 7")])
    let made = await studio.client.upload(png, to: id)
    #expect(complaints(made.json, .ref(.image)) == [])
    #expect(complaints(await studio.client.upload(Form(pictures: [png]), to: id).json, .ref(.imageUploads)) == [])
    #expect(complaints(await studio.client.get("/api/v1/images").json, .ref(.imagePage)) == [])
    let found = await studio.client.send(
      .post, "/api/v1/images/inspect", headers: ["content-type": "image/png"], body: png)
    #expect(complaints(found.json, .ref(.foundRecipe)) == [])
    for (target, name) in [
      ("providers/health", Schema.Name.providerHealthList), ("provider-kinds", .providerKindList),
      ("models", .modelPage), ("providers", .providerPage),
    ] {
      #expect(complaints(await studio.client.get("/api/v1/\(target)").json, .ref(name)) == [], "\(target)")
    }
    let provider = await studio.client.send(.post, "/api/v1/providers", json: ["kind": "pixazo", "apiKey": "12345678"])
    #expect(complaints(provider.json, .ref(.provider)) == [])
    let refreshed = await studio.client.send(.post, "/api/v1/providers/pixazo/models/refresh").json
    #expect(complaints(refreshed, .ref(.providerRefresh)) == [])
    let engines = await studio.client.send(.post, "/api/v1/providers/discover").json
    #expect(complaints(engines, .ref(.engineList)) == [])
    _ = await studio.client.send(.post, "/api/v1/providers", json: ["kind": "pixazo", "id": "keyless"])
    let check = await studio.client.send(.post, "/api/v1/providers/keyless/check").json
    #expect(complaints(check, .ref(.providerCheck)) == [])
    try await checkStyles(in: id)
    try await checkPrompts(in: id)
    let generation = try await studio.submit(to: try #require(Identifier(id)))
    let failed = try await studio.end(of: generation)
    #expect(failed.standing.fault != nil)
    #expect(complaints(await studio.client.get("/api/v1/generations/\(generation)").json, .ref(.generation)) == [])
    let list = "/api/v1/workspaces/\(id)/generations"
    #expect(complaints(await studio.client.get(list).json, .ref(.generationPage)) == [])
    #expect(complaints(await studio.client.get("/api/v1/queue").json, .ref(.queue)) == [])
    #expect(complaints(await studio.client.get("/api/v1/usage").json, .ref(.usage)) == [])
    _ = await studio.client.send(.delete, made["location"] ?? "")
    #expect(complaints(await studio.client.get("/api/v1/trash").json, .ref(.trashPage)) == [])
    _ = await studio.client.send(.delete, "/api/v1/workspaces/\(id)")
    #expect(complaints(await studio.client.get("/api/v1/trash").json, .ref(.trashPage)) == [])
    let reader = try #require(
      EventReader(await studio.client.get("/api/v1/events", headers: ["last-event-id": "0"]).raw))
    let data = try #require(await reader.next()?["data"])
    #expect(complaints(try JSON(parsing: Array(data.utf8)), .ref(.event)) == [])
  }

  private func checkStyles(in id: String) async throws {
    let home = "/api/v1/workspaces/\(id)"
    let style = await studio.client.send(.post, home + "/styles", json: Schema.Name.styleDraft.example ?? nil)
    #expect(complaints(style.json, .ref(.style)) == [])
    #expect(complaints(await studio.client.get(home + "/styles").json, .ref(.stylePage)) == [])
    let file = try await studio.client.get(home + "/styles/export").whole()
    #expect(complaints(try JSON(parsing: file), .ref(.styleFile)) == [])
    let report = await studio.client.send(.post, home + "/styles/import", body: file)
    #expect(complaints(report.json, .ref(.styleImport)) == [])
    let list = await studio.client.send(.post, home + "/wordlists", json: Schema.Name.wordListDraft.example ?? nil)
    #expect(complaints(list.json, .ref(.wordList)) == [])
    #expect(complaints(await studio.client.get(home + "/wordlists").json, .ref(.wordListPage)) == [])
    let preview = await studio.client.send(
      .post, home + "/generations/preview", json: Schema.Name.recipeDraft.example ?? nil)
    #expect(complaints(preview.json, .ref(.preview)) == [])
  }

  private func checkPrompts(in id: String) async throws {
    let home = "/api/v1/workspaces/\(id)"
    let prompt = await studio.client.send(.post, home + "/prompts", json: Schema.Name.promptDraft.example ?? nil)
    #expect(complaints(prompt.json, .ref(.prompt)) == [])
    let one = "/api/v1/prompts/\(prompt.json["id"]?.string ?? "")"
    #expect(await studio.client.send(.patch, one, json: Schema.Name.promptPatch.example ?? nil).status == 200)
    _ = try await studio.submit(to: try #require(Identifier(id)))
    for (target, name) in [
      (home + "/prompts", Schema.Name.promptPage), (home + "/prompts/facets", .promptFacets),
      (one + "/versions", .promptVersionPage), (one + "/lineage", .lineage),
      (home + "/prompt-history", .usedPromptPage), ("/api/v1/search?q=harbour", .searchPage),
    ] { #expect(complaints(await studio.client.get(target).json, .ref(name)) == [], "\(target)") }
    let file = Schema.Name.promptFile.example ?? nil
    let report = await studio.client.send(.post, home + "/prompts/import", json: file)
    #expect(report.json["added"] == 1 && complaints(report.json, .ref(.promptImport)) == [])
  }

  @Test("the examples are taken")
  func examples() async {
    for name in Schema.Name.allCases {
      guard let example = name.example else { continue }
      #expect(complaints(example, .ref(name)) == [])
    }
    #expect(
      await studio.client.send(.post, "/api/v1/workspaces", json: Schema.Name.workspaceDraft.example ?? nil).status
        == 201)
  }

  /// What does not fit: enough of JSON Schema to hold our own answers to it.
  private func complaints(_ json: JSON, _ schema: Schema, _ place: String = "") -> [String] {
    switch (schema, json) {
    case (.anything, _): return []
    case (.ref(let name), _): return complaints(json, name.schema, place)
    case (.nullable(let inner), _): return json == .null ? [] : complaints(json, inner, place)
    case (.text, .string), (.string, .string), (.matching, .string), (.flag, .bool): return []
    case (.number, .int), (.number, .double): return []
    case (.amount(let range), let value) where value.double.map(range.contains) == true: return []
    case (.identifier, .string(let text)): return Identifier(text) == nil ? ["\(place) is no id"] : []
    case (.timestamp, .string(let text)): return Timestamp(text) == nil ? ["\(place) is no time"] : []
    case (.integer(let range), .int(let number)): return range.contains(Int(number)) ? [] : ["\(place) is out of range"]
    case (.words(let words), .string(let text)): return words.contains(text) ? [] : ["\(place) is no such word"]
    case (.list(let item), .array(let items)): return items.flatMap { complaints($0, item, place + "/0") }
    case (.object(let properties), .object(let object)):
      let strangers = members(json).filter { name in !properties.contains { $0.name == name } }
      let missing = properties.filter { $0.isRequired && object[$0.name] == nil }.map(\.name)
      return (strangers + missing).map { "\(place)/\($0) is unknown or missing" }
        + properties.flatMap { property in
          object[property.name].map { complaints($0, property.schema, "\(place)/\(property.name)") } ?? []
        }
    case (.oneOf(let schemas), _):
      return schemas.contains { complaints(json, $0, place).isEmpty } ? [] : ["\(place) is none of several"]
    case (.map(let value), .object(let object)):
      return object.members.flatMap { complaints($0.value, value, "\(place)/\($0.name)") }
    case (.open(let properties), .object(let object)):
      return properties.filter { $0.isRequired && object[$0.name] == nil }.map { "\(place)/\($0.name) is missing" }
    default: return ["\(place) has another type"]
    }
  }
}
