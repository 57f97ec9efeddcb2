import Domain
import Foundation
import Testing

@Suite("Identifier")
struct IdentifierTests {
  @Test("ids made one after another, on many threads, grow and differ")
  func monotonic() async {
    let now = Timestamp(milliseconds: 4_000_000_000_000)
    let ids = (0..<20_000).map { _ in Identifier(at: now) }
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    let batches = await withTaskGroup(of: [Identifier].self) { group in
      for _ in 0..<8 { group.addTask { (0..<2_000).map { _ in Identifier() } } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(batches.allSatisfy { batch in zip(batch, batch.dropFirst()).allSatisfy { $0 < $1 } })
    #expect(Set(batches.joined()).count == 16_000)
  }

  @Test("text and bytes come back, sort alike and are a UUID of version 7")
  func forms() throws {
    let ids = (0..<500).map { _ in Identifier() }
    for id in ids {
      #expect(Identifier(id.text) == id)
      #expect(Identifier(bytes: id.bytes) == id)
      let uuid = try #require(UUID(uuidString: id.text)).uuid
      #expect(uuid.6 >> 4 == 7)
      #expect(uuid.8 >> 6 == 2)
      #expect([uuid.0, uuid.5, uuid.15] == [id.bytes[0], id.bytes[5], id.bytes[15]])
    }
    #expect(ids.map(\.text) == ids.map(\.text).sorted())
    #expect(ids.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) } == ids.map(\.bytes))
  }

  @Test(
    "only canonical lower case of version 7 is taken",
    arguments: [
      "", "0193499c-5c00-7000-8000-00000000000", "0193499c-5c00-7000-8000-0000000000000",
      "0193499C-5c00-7000-8000-000000000000", "0193499c-5c00-4000-8000-000000000000",
      "0193499c-5c00-7000-c000-000000000000", "0193499c5c0070008000000000000000",
      "{193499c-5c00-7000-8000-00000000000}",
      "0193499c-5c00-7000-8000-00000000000g", "0193499c-5c00-7000_8000-000000000000", "../../../etc/passwd",
      "0193499c-5c00-7000-8000-00000000000\u{660}",
    ])
  func refuses(text: String) { #expect(Identifier(text) == nil) }

  @Test("the time of making can be read back")
  func time() {
    let far = Timestamp(milliseconds: 5_000_000_000_000)
    #expect(Identifier(at: far).time == far)
  }
}
