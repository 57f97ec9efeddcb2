import Domain
package import HTTP

/// A request and what must come of it, as a line of a table.
package struct Scenario: Sendable, CustomStringConvertible {
  package let name: String
  let method: HTTP.Method
  let target: String
  let headers: [String: String]
  let body: String?
  let status: Int
  let code: String?
  let fields: [String]
  let holds: [String]

  /// `code` and `fields` are those of the problem, `holds` are texts that the body must hold.
  package init(
    _ name: String, _ method: HTTP.Method, _ target: String, headers: [String: String] = [:], body: String? = nil,
    status: Int, code: String? = nil, fields: [String] = [], holds: [String] = []
  ) {
    self.name = name
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.status = status
    self.code = code
    self.fields = fields
    self.holds = holds
  }

  package var description: String { name }

  /// What is not as it should be; empty when all is well. `{id}` in the target and the body stands for `id`.
  package func complaints(_ client: TestClient, id: String = "") async -> [String] {
    var request = TestClient.request(
      method, String(target.replacing("{id}", with: id)), body: body.map { Array($0.replacing("{id}", with: id).utf8) })
    for (name, value) in headers {
      request.headers.remove(name)
      if !value.isEmpty { request.headers.add(name, value) }
    }
    let response = TestResponse(await client.respond(to: request))
    var complaints: [String] = []
    if response.status != status { complaints.append("status \(response.status) instead of \(status)") }
    if let code, response.code != code { complaints.append("code \(response.code ?? "none") instead of \(code)") }
    if !fields.isEmpty, Set(response.fields) != Set(fields) { complaints.append("fields \(response.fields)") }
    for text in holds where !response.text.contains(text) { complaints.append("no \(text) in \(response.text)") }
    return complaints + response.breaches
  }
}

extension TestResponse {
  /// Where an answer breaks the manners that every answer has.
  package var breaches: [String] {
    var breaches: [String] = []
    if self["x-request-id"] == nil { breaches.append("no X-Request-Id") }
    if self["x-content-type-options"] != "nosniff" { breaches.append("sniffable") }
    if self["content-security-policy"] == nil { breaches.append("no policy") }
    if self["access-control-allow-origin"] != nil { breaches.append("CORS") }
    if status >= 400 {
      if self["content-type"] != "application/problem+json" {
        breaches.append("no problem: \(self["content-type"] ?? "")")
      }
      let names = ["type", "title", "status", "code", "detail", "instance", "errors", "requestId"]
      for name in names where json[name] == nil { breaches.append("no \(name) in the problem") }
      if json["status"]?.int != Int64(status) { breaches.append("another status in the problem") }
      if json["requestId"]?.string != self["x-request-id"] { breaches.append("another request id in the problem") }
    }
    return breaches
  }
}
