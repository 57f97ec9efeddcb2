import Domain
import Testing

@Suite("Picture") struct PictureTests {
  let now = Timestamp(milliseconds: 1_000), later = Timestamp(milliseconds: 2_000)

  var picture: Picture {
    Picture(
      id: Identifier(), workspaceId: Identifier(), source: .uploaded, format: .jpeg, width: 3, height: 2, bytes: 5,
      sha256: [UInt8](repeating: 0xAB, count: 32), placeholder: [1, 2, 3, 4], createdAt: now)
  }

  @Test("a patch takes what it names, null gives a field back its default, and nothing new changes nothing")
  func patch() throws {
    let picture = picture
    let changed = picture.applying(
      try Picture.Patch(["title": "T", "alt": "A", "favorite": true, "rating": 5, "tags": ["x"]]), at: later)
    #expect(changed.title == "T" && changed.alt == "A" && changed.favorite && changed.rating == 5)
    #expect(changed.tags == ["x"] && changed.version == 2 && changed.updatedAt == later)
    #expect(changed.applying(try Picture.Patch(["rating": 5]), at: later) == changed)
    let cleared = changed.applying(
      try Picture.Patch(["title": nil, "alt": nil, "rating": nil, "tags": nil, "favorite": false]), at: later)
    #expect(cleared.title.isEmpty && cleared.alt.isEmpty && cleared.rating == 0 && cleared.tags.isEmpty)
  }

  @Test("tags are trimmed, and each is there once, in the order in which they came")
  func tags() throws {
    let patch = try Picture.Patch(["tags": [" b\u{3000}", "a", "b", "A"]])
    #expect(patch.tags == ["b", "a", "A"])
    #expect(try Picture.Patch(["tags": []]).tags == [])
    #expect(try Picture.Patch([:]).tags == nil)
  }

  @Test("everything wrong with a patch is told at once, each with its place")
  func errors() {
    let json: JSON = [
      "title": .string(String(repeating: "ä", count: 201)), "alt": .string(String(repeating: "x", count: 1_001)),
      "favorite": 1, "rating": 6, "tags": ["ok", "  ", 3, .string(String(repeating: "t", count: 101))],
      "sha256": "", "color": "red",
    ]
    do throws(Failure) {
      _ = try Picture.Patch(json)
      Issue.record("it was taken")
    } catch {
      let expected: [String: Failure.Field.Code] = [
        "/title": .tooLong, "/alt": .tooLong, "/favorite": .type, "/rating": .tooLarge, "/tags/1": .tooShort,
        "/tags/2": .type, "/tags/3": .tooLong, "/sha256": .readOnly, "/color": .unknownField,
      ]
      #expect(error.code == .invalidRequest)
      #expect(Dictionary(error.fields.map { ($0.pointer, $0.code) }) { $1 } == expected)
    }
  }

  @Test("there are at most 64 tags")
  func manyTags() throws {
    #expect(try Picture.Patch(["tags": .array((0..<64).map { .string("\($0)") })]).tags?.count == 64)
    #expect(throws: Failure.self) { try Picture.Patch(["tags": .array((0..<65).map { .string("\($0)") })]) }
  }

  @Test("every field that is shown is either written by a patch or said to be read-only")
  func fields() throws {
    var json = JSONWriter()
    picture.write(to: &json)
    guard case .object(let object) = try JSON(parsing: json.bytes) else {
      Issue.record("it is no object")
      return
    }
    let writable = ["title", "alt", "favorite", "rating", "tags", "albumIds"]
    #expect(Set(object.members.map(\.name)) == Set(writable + Picture.readOnlyFields))
    #expect(object["sha256"]?.string == String(repeating: "ab", count: 32))
    #expect(object["placeholder"]?.string == "AQIDBA==")
  }

  @Test("hexadecimal goes there and back, in lower case only")
  func hexadecimal() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Hexadecimal.bytes(Hexadecimal.text(bytes)) == bytes)
    for text in ["a", "AB", "zz", "a ", "ä"] { #expect(Hexadecimal.bytes(text) == nil) }
  }
}
