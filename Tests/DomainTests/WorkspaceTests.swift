import Domain
import Testing

@Suite("Workspace")
struct WorkspaceTests {
  let now = Timestamp(milliseconds: 1_000), later = Timestamp(milliseconds: 2_000)

  func workspace(_ json: JSON = ["name": "A"]) throws -> Workspace {
    Workspace(try Workspace.Draft(json), id: Identifier(), at: now)
  }

  @Test("a draft needs a name only")
  func draft() throws {
    let made = try workspace()
    #expect(made.name == "A")
    #expect(made.description.isEmpty)
    #expect(made.color == Workspace.defaultColor)
    #expect(made.settings == Workspace.Settings())
    #expect(made.version == 1)
    #expect(made.archivedAt == nil)
  }

  @Test("everything wrong with a request is told at once, each with its place")
  func errors() {
    let json: JSON = [
      "name": "", "description": 3, "color": "red", "version": 7, "colour": "#ffffff", "a/b~c": 1,
      "settings": [
        "width": 63, "height": 4_097, "styleId": "x", "imageModel": "painter", "budgetMicros": -1, "depth": 1,
      ],
    ]
    let failure = #expect(throws: Failure.self) { try Workspace.Draft(json) }
    #expect(failure?.code == .invalidRequest)
    let told = (failure?.fields ?? []).map { "\($0.pointer) \($0.code.rawValue)" }
    #expect(
      Set(told) == [
        "/name too_short", "/description type", "/color format", "/version read_only", "/colour unknown_field",
        "/a~1b~0c unknown_field", "/settings/width too_small", "/settings/height too_large", "/settings/styleId format",
        "/settings/imageModel format", "/settings/budgetMicros too_small", "/settings/depth unknown_field",
      ])
  }

  @Test(
    "a field of the wrong type is refused whatever the type is",
    arguments: [
      "name", "description", "color", "settings", "archived",
    ])
  func types(field: String) {
    for value in [1, 1.5, "x\0", [], [:], ["a": 1], true, .double(1e300)] as [JSON] {
      var object = JSON.Object()
      object.append(field, value)
      let isFine = (field == "archived" && value == true) || (field == "settings" && value == [:])
      if isFine { continue }
      let failure = #expect(throws: Failure.self) { try Workspace.Patch(.object(object)) }
      #expect(failure?.fields.first?.pointer.hasPrefix("/\(field)") == true)
    }
  }

  @Test("a body that is no object is refused once", arguments: [nil, 1, "a", [], true] as [JSON])
  func noObject(json: JSON) {
    let failure = #expect(throws: Failure.self) { try Workspace.Draft(json) }
    #expect(failure?.fields == [Failure.Field("", .type, "Must be an object.")])
  }

  @Test("a missing or null name is refused, and one of blanks too")
  func name() {
    #expect(throws: Failure.self) { try Workspace.Draft([:]) }
    #expect(throws: Failure.self) { try Workspace.Draft(["name": nil]) }
    #expect(throws: Failure.self) { try Workspace.Draft(["name": " \n\u{3000}"]) }
    #expect(throws: Failure.self) { try Workspace.Patch(["name": nil]) }
  }

  @Test("characters are counted as Unicode scalars")
  func length() throws {
    #expect(throws: Never.self) { try Workspace.Draft(["name": .string(String(repeating: "😀", count: 200))]) }
    #expect(throws: Failure.self) { try Workspace.Draft(["name": .string(String(repeating: "e\u{301}", count: 101))]) }
  }

  @Test("a merge patch changes what it names, clears what it nulls and leaves the rest")
  func patch() throws {
    let made = try workspace([
      "name": "A", "description": "d", "color": "#000000",
      "settings": ["width": 512, "height": 768, "imageModel": "builtin/painter", "budgetMicros": 5],
    ])
    let patch = try Workspace.Patch(["description": nil, "color": nil, "settings": ["width": nil, "height": 64.0]])
    let changed = made.applying(patch, at: later)
    #expect(changed.name == "A")
    #expect(changed.description.isEmpty)
    #expect(changed.color == Workspace.defaultColor)
    #expect(changed.settings.width == nil)
    #expect(changed.settings.height == 64)
    #expect(changed.settings.imageModel == "builtin/painter")
    #expect(changed.version == 2)
    #expect(changed.updatedAt == later)
    #expect(changed.applying(try Workspace.Patch(["settings": nil]), at: later).settings == Workspace.Settings())
  }

  @Test("a patch that changes nothing leaves version and time alone")
  func nothing() throws {
    let made = try workspace()
    #expect(made.applying(try Workspace.Patch([:]), at: later) == made)
    #expect(made.applying(try Workspace.Patch(["name": "A", "archived": false]), at: later) == made)
  }

  @Test("archiving keeps its first time until it ends")
  func archive() throws {
    let archived = try workspace().applying(try Workspace.Patch(["archived": true]), at: now)
    #expect(archived.archivedAt == now)
    #expect(archived.applying(try Workspace.Patch(["archived": true]), at: later) == archived)
    #expect(archived.applying(try Workspace.Patch(["archived": false]), at: later).archivedAt == nil)
  }

  @Test("a body with thousands of unknown fields gets an answer of bounded size")
  func flood() {
    var object = JSON.Object()
    for number in 0..<5_000 { object.append("\(number)" + String(repeating: "x", count: 500), 1) }
    let failure = #expect(throws: Failure.self) { try Workspace.Patch(.object(object)) }
    #expect(failure?.fields.count == 50)
    #expect(failure?.fields.allSatisfy { $0.pointer.count <= 201 } == true)
  }
}
