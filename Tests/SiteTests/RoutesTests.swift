import Domain
import HTTP
import Support
import Testing

@testable import Site

@Suite("Routes")
struct RoutesTests {
  @Test("nothing is open to everybody but what the contract names")
  func scopes() {
    let open = Routes.all.filter { $0.scope == .public }.map(\.pattern)
    #expect(Set(open) == ["/api/v1/about", "/livez", "/readyz", "/healthz"])
    let admin = Routes.all.filter { $0.scope == .admin }.map(\.name)
    #expect(
      Set(admin) == ["createProvider", "discoverEngines", "updateProvider", "deleteProvider", "metrics"])
    // It changes nothing: who may read pictures may take them along.
    let readers = Routes.all.filter { $0.method != .get && ![.write, .generate, .admin].contains($0.scope) }
    #expect(readers.map(\.name) == ["exportImages"])
  }

  @Test("the names are unique and the patterns plain")
  func names() {
    #expect(Set(Routes.all.map(\.name)).count == Routes.all.count)
    for route in Routes.all {
      #expect(route.pattern.hasPrefix("/") && !route.pattern.hasSuffix("/"))
      #expect(!route.summary.isEmpty && !route.summary.hasSuffix("."))
      #expect(route.problems.count == Set(route.problems).count)
    }
  }

  @Test("every row is reached by its own method and path", arguments: Routes.all.map(\.name))
  func reached(name: String) throws {
    let route = try #require(Routes.all.first { $0.name == name })
    let path = route.pattern.replacing("{id}", with: Identifier().text)
    guard case .found(let place, _) = Routes.router.match(route.method, path) else {
      Issue.record("\(name) is not routed.")
      return
    }
    #expect(Routes.all[place].name == name)
  }

  @Test("nothing writes on GET, and a path that is not in the table leads nowhere")
  func deny() async throws {
    let studio = try await TestStudio()
    #expect(Routes.all.allSatisfy { $0.method != .get || $0.scope != .write })
    for path in ["/api", "/api/v1", "/api/v1/", "/api/v1/admin", "/api/v1/workspaces/x/y", "/debug", "/metrics/"] {
      #expect(await studio.client.get(path).status == 404, "\(path)")
    }
  }
}
