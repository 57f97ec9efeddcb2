import HTTP
import Testing

@Suite struct RouterTests {
  private static let router: Router<String> = {
    var router = Router<String>()
    router.add(.get, "/", "front page")
    router.add(.get, "/workspaces", "list")
    router.add(.post, "/workspaces", "create")
    router.add(.get, "/workspaces/{id}", "get")
    router.add(.delete, "/workspaces/{id}", "delete")
    router.add(.post, "/workspaces/{id}/restore", "restore")
    router.add(.post, "/images/bulk", "bulk")
    router.add(.get, "/images/{id}", "image")
    router.add(.get, "/images/{id}/file", "file")
    router.add(.put, "/workspaces/{id}/members/{userId}", "member")
    return router
  }()

  private func found(_ method: HTTP.Method, _ path: String) -> String? {
    guard case .found(let endpoint, _) = Self.router.match(method, path) else { return nil }
    return endpoint
  }

  private func parameters(_ method: HTTP.Method, _ path: String) -> Router<String>.Parameters? {
    guard case .found(_, let parameters) = Self.router.match(method, path) else { return nil }
    return parameters
  }

  @Test(
    "a path finds its endpoint",
    arguments: [
      (.get, "/", "front page"), (.get, "/workspaces", "list"), (.post, "/workspaces", "create"),
      (.get, "/workspaces/1", "get"), (.delete, "/workspaces/1", "delete"),
      (.post, "/workspaces/1/restore", "restore"), (.post, "/images/bulk", "bulk"),
    ] as [(HTTP.Method, String, String)])
  func finds(method: HTTP.Method, path: String, endpoint: String) {
    #expect(found(method, path) == endpoint)
  }

  @Test("a literal wins over a parameter, but not when the path goes on where only the parameter does")
  func literalFirst() {
    guard case .methodNotAllowed(let allowed) = Self.router.match(.get, "/images/bulk") else {
      Issue.record("GET of the bulk path is not a method error")
      return
    }
    #expect(allowed == [.post])
    #expect(found(.get, "/images/bulk/file") == "file")
    #expect(parameters(.get, "/images/bulk/file")?["id"] == "bulk")
  }

  @Test("HEAD is answered by the endpoint of GET and is listed with it")
  func head() {
    #expect(found(.head, "/workspaces/1") == "get")
    guard case .methodNotAllowed(let allowed) = Self.router.match(.put, "/workspaces/1") else {
      Issue.record("PUT is not a method error")
      return
    }
    #expect(allowed == [.get, .delete, .head])
  }

  @Test(
    "other paths are not found",
    arguments: [
      "", "x", "//", "/workspaces/", "/workspaces//", "/workspaces//restore", "/Workspaces", "/workspaces/1/2/3",
    ])
  func unknown(path: String) {
    guard case .notFound = Self.router.match(.get, path) else {
      Issue.record("\(path) matched")
      return
    }
  }

  @Test("parameters are decoded, each on its own")
  func decodes() {
    let member = parameters(.put, "/workspaces/a%2Fb/members/%D0%B6")
    #expect(member?["id"] == "a/b")
    #expect(member?["userId"] == "ж")
    #expect(member?["nobody"] == nil)
  }

  @Test("a parameter that does not decode matches nothing", arguments: ["%", "%4", "%zz", "%ff", "a%C3"])
  func malformed(segment: String) {
    guard case .notFound = Self.router.match(.get, "/workspaces/" + segment) else {
      Issue.record("\(segment) matched")
      return
    }
  }
}
