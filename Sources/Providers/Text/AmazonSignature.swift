import Crypto
import Domain
import HTTP

/// Signs requests as Amazon's services want it (Signature Version 4), for the service `bedrock`.
struct AmazonSignature: Sendable {
  let keyId: String
  let secret: String
  let session: String?
  let region: String

  /// The headers that make a request for `url` a signed one.
  func headers(_ method: String, _ url: String, type: String?, body: [UInt8], at moment: Timestamp) -> Headers {
    let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    let host = parts.count > 2 ? String(parts[2]) : ""
    let target = "/" + (parts.count > 3 ? String(parts[3]) : "")
    let cut = target.firstIndex(of: "?") ?? target.endIndex
    let time = Self.compact(moment)
    let scope = "\(time.prefix(8))/\(region)/bedrock/aws4_request"

    var signed: [(name: String, value: String)] = [("host", host), ("x-amz-date", time)]
    if let type { signed.append(("content-type", type)) }
    if let session { signed.append(("x-amz-security-token", session)) }
    signed.sort { $0.name < $1.name }
    let names = signed.map(\.name).joined(separator: ";")
    let canonical = [
      method, Self.codedTwice(target[..<cut]), Self.sorted(target[cut...].dropFirst()),
      signed.map { "\($0.name):\($0.value)\n" }.joined(), names, Hexadecimal.text(Digest.sha256(body)),
    ].joined(separator: "\n")
    let toSign = [
      "AWS4-HMAC-SHA256", time, scope, Hexadecimal.text(Digest.sha256(Array(canonical.utf8))),
    ].joined(separator: "\n")
    var key = Array("AWS4\(secret)".utf8)
    for part in [String(time.prefix(8)), region, "bedrock", "aws4_request"] {
      key = Digest.hmac(Array(part.utf8), key: key)
    }
    let signature = Hexadecimal.text(Digest.hmac(Array(toSign.utf8), key: key))

    var headers: Headers = [
      "x-amz-date": time,
      "authorization":
        "AWS4-HMAC-SHA256 Credential=\(keyId)/\(scope), SignedHeaders=\(names), Signature=\(signature)",
    ]
    if let session { headers.add("x-amz-security-token", session) }
    return headers
  }

  /// `20261120T120000Z`
  private static func compact(_ moment: Timestamp) -> String {
    moment.text.prefix { $0 != "." }.filter { $0 != "-" && $0 != ":" } + "Z"
  }

  /// The path is coded once more than it is sent; slashes stay.
  private static func codedTwice(_ path: Substring) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).map { PercentCoding.encode(String($0)) }
      .joined(separator: "/")
  }

  private static func sorted(_ query: Substring) -> String {
    query.split(separator: "&").sorted().joined(separator: "&")
  }
}
