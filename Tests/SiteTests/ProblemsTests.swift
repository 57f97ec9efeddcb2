import Domain
import Foundation
import HTTP
import Storage
import Support
import Testing

@testable import Site

@Suite("Problems")
struct ProblemsTests {
  @Test("every reason has a status that HTTP knows, a title, and a word of its own", arguments: Failure.Code.allCases)
  func table(code: Failure.Code) {
    #expect((400...599).contains(code.status.code))
    #expect(code.status.reason != "Unknown")
    #expect(code.title.utf8CodeUnitCount > 3)
    #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
    #expect(Failure.Code.allCases.filter { $0.title.description == code.title.description } == [code])
  }

  @Test("every reason stands in the page about the API, as it is")
  func documented() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/api.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    for code in Failure.Code.allCases {
      let row = "| `\(code.rawValue)` | \(code.status.code) | \(code.title) |"
      #expect(text.contains(row), "\(row)")
    }
  }

  @Test("what waits is told when to come back")
  func retry() {
    let problem = Problem(
      failure: Failure(.busy, "Busy.", retryAfter: 2), instance: "/x", requestId: Identifier())
    #expect(problem.response.headers["retry-after"] == "2")
    #expect(problem.response.status.code == 503)
  }

  @Test("what goes wrong inside is logged under the request's id and never shown")
  func inside() async throws {
    let studio = try await TestStudio()
    await studio.store.close()
    let answer = await studio.client.get("/api/v1/workspaces")
    #expect(answer.status >= 500)
    #expect(answer.breaches.isEmpty)
    for word in ["sqlite", "SELECT", "connection", "/tmp"] { #expect(!answer.text.contains(word)) }
  }
}
