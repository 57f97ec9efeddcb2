import Domain
import HTTP
import Synchronization

/// Who may speak to a server that anybody's browser could be sent to: checked before anything else is looked at.
struct Guards: Sendable {
  /// The authorities that we answer for, and the origins of pages that may call us.
  struct Doors: Sendable {
    private let authorities: [String]
    private let origins: [String]

    static let closed = Doors(authorities: [], origins: [])

    private init(authorities: [String], origins: [String]) {
      self.authorities = authorities
      self.origins = origins
    }

    /// Loopback by all its names and `host` at `port`, and `others` (such as `studio.example` or
    /// `studio.example:8443`) behind a proxy with or without TLS.
    init(host: String, port: UInt16, others: [String]) {
      let bound = host.contains(":") ? "[\(host)]" : host.lowercased()
      let names = ["127.0.0.1", "localhost", "[::1]", bound]
      let ours = names.map { "\($0):\(port)" } + (port == 80 ? names : [])
      let theirs = others.map { $0.lowercased() }
      authorities = ours + theirs
      origins = (ours + theirs).map { "http://\($0)" } + theirs.map { "https://\($0)" }
    }

    func admits(authority: String) -> Bool {
      authorities.contains(authority) || authorities.contains(authority.lowercased())
    }

    func admits(origin: String) -> Bool { origins.contains(origin) }
  }

  /// Throws `host_not_allowed`: a name that an attacker points at us (DNS rebinding) is not one of ours.
  static func checkHost(of request: Request, _ doors: Doors) throws(Failure) {
    guard let host = request.headers["host"], doors.admits(authority: host) else {
      throw Failure(.hostNotAllowed, "This server answers under its own address only: see its Listening line.")
    }
  }

  /// Throws `origin_not_allowed` for what another site's page asks. Programs send neither header and pass; a link
  /// from elsewhere may open a page of ours, and nothing more.
  static func checkOrigin(of request: Request, _ doors: Doors, opens page: Bool) throws(Failure) {
    if let origin = request.headers["origin"], !doors.admits(origin: origin) {
      throw Failure(.originNotAllowed, "Pages of other origins may not call this server.")
    }
    guard let site = request.headers["sec-fetch-site"], site != "same-origin", site != "none" else { return }
    guard page, request.method == .get, request.headers["sec-fetch-mode"] == "navigate",
      request.headers["sec-fetch-dest"] == "document"
    else { throw Failure(.originNotAllowed, "Pages of other sites may only link to pages here.") }
  }

  /// Throws `unsupported_media_type` unless the body is declared as one of `types`, in UTF-8 and as it is.
  static func checkType(of request: Request, _ types: [MediaType]) throws(Failure) {
    guard let text = request.headers["content-type"] else {
      throw Failure(.unsupportedMediaType, "The body needs Content-Type: \(types[0].text).")
    }
    let type = MediaType(text)
    guard types.contains(where: { $0.text == text || $0.text == type.essence }) else {
      throw Failure(.unsupportedMediaType, "The body must be \(types.map(\.text).joined(separator: " or ")).")
    }
    if let charset = type.parameter("charset"), charset.lowercased() != "utf-8" {
      throw Failure(.unsupportedMediaType, "The body must be in UTF-8.")
    }
    try checkCoding(of: request)
  }

  /// Throws `unsupported_media_type` for a body that is compressed on its way.
  static func checkCoding(of request: Request) throws(Failure) {
    if let coding = request.headers["content-encoding"], coding.lowercased() != "identity" {
      throw Failure(.unsupportedMediaType, "The body must not be compressed.")
    }
  }
}

/// What every answer carries so that a browser does no more with it than it was made for.
enum SecurityHeaders {
  private static let all: Headers = [
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  ]

  static let api = with(["content-security-policy": "default-src 'none'; frame-ancestors 'none'"])

  /// What somebody uploaded: should a browser ever take it for a page, it may do nothing at all.
  static let media = with(["content-security-policy": "default-src 'none'; sandbox"])

  /// Our own pages build what they show node by node, so no text may ever become markup or script. The one policy that
  /// may be made names the worker that keeps the site's files: browsers take its address in no other way.
  static let page = with([
    "content-security-policy": "\(pagePolicy); require-trusted-types-for 'script'; trusted-types worker",
    "permissions-policy": permissions,
  ])

  /// Swagger UI writes markup; everything else holds for it too.
  static let docs = with(["content-security-policy": pagePolicy, "permissions-policy": permissions])

  private static let pagePolicy = """
    default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; object-src 'none'
    """

  private static let permissions = """
    accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), \
    microphone=(), midi=(), payment=(), serial=(), usb=()
    """

  private static func with(_ more: Headers) -> Headers {
    var headers = all
    headers.add(more)
    return headers
  }
}
