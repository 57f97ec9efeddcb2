import Foundation
import HTTP
import Support
import Testing

/// Whom the client believes over TLS.
@Suite(.timeLimit(.minutes(2))) struct ClientTrustTests {
  @Test("a server whose root the system does not know is trusted where its file is named, and nowhere else")
  func authority() async throws {
    let folder = TemporaryFolder()
    let certificate = folder.path + "/root.pem", key = folder.path + "/key.pem"
    let made = try Child(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
        "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
      ])
    #expect(made.wait() == 0)
    let server = try Child(
      "/usr/bin/openssl", ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"])
    let port = try #require(Self.port(of: server))

    func get(_ authority: String?) async throws -> Int {
      var request = Client.Request(.get, "https://127.0.0.1:\(port)/", reach: .anywhere, limit: 1 << 20)
      request.authority = authority
      return try await Client().send(request).status.code
    }
    #expect(try await get(certificate) == 200)
    for stranger in [nil, folder.path + "/nothing.pem"] {
      let failure = await #expect(throws: ClientFailure.self) { _ = try await get(stranger) }
      #expect(failure?.reason == .tls && failure?.sent == false)
    }
    server.signal(SIGKILL)
  }

  /// What it says once it listens: `ACCEPT 127.0.0.1:40123`.
  private static func port(of server: Child) -> Int? {
    var said = ""
    while case let more = server.output.availableData, !more.isEmpty {
      said += String(decoding: more, as: UTF8.self)
      for line in said.split(separator: "\n").dropLast(said.hasSuffix("\n") ? 0 : 1) where line.hasPrefix("ACCEPT ") {
        return line.split(separator: ":").last.flatMap { Int($0) }
      }
    }
    return nil
  }
}
