import Domain
import HTTP

/// The site's own files, and the shell for every address that is one of its pages.
final class Pages: Sendable {
  private let files: StaticFiles?
  /// Files of others, whose version is in their path: they never change.
  private let vendor: StaticFiles?

  /// Nil, or a folder that cannot be read, leaves a server without a site.
  init(folder: String?) {
    files = folder.flatMap { StaticFiles(root: $0) }
    vendor = folder.flatMap { StaticFiles(root: $0 + "/vendor", cache: .immutable) }
  }

  var isComplete: Bool { files?.respond(to: shell) != nil && vendor != nil }

  /// Throws `not_found` for what is neither a file nor a page.
  func respond(to request: Request) throws(Failure) -> Response {
    guard request.method == .get || request.method == .head, !request.path.hasPrefix("/api/") else {
      throw Failure(.notFound, "There is nothing at this address.")
    }
    if request.path.hasPrefix(Self.vendorPath) {
      let path = "/" + request.path.dropFirst(Self.vendorPath.count)
      if let response = vendor?.respond(to: request, path: path) { return dressed(response) }
    } else if let response = files?.respond(to: request, path: request.path == "/" ? "/index.html" : nil) {
      return dressed(response)
    } else if request.path == "/" || request.headers.lists("text/html", in: "accept"),
      let response = files?.respond(to: request, path: "/index.html")
    {
      return dressed(response)
    }
    throw Failure(.notFound, files == nil ? "This server runs without a site." : "There is no such file or page.")
  }

  /// The page about the API.
  static func docs(_ call: Call) async throws -> Response {
    guard let response = call.site.pages.files?.respond(to: call.request, path: "/api-docs.html") else {
      throw Failure(.notFound, "The page about the API is missing: run scripts/setup.")
    }
    return call.site.pages.dressed(response, SecurityHeaders.docs)
  }

  private func dressed(_ response: Response, _ headers: Headers = SecurityHeaders.page) -> Response {
    var response = response
    response.headers.add(headers)
    return response
  }

  private let shell = Request(method: .head, path: "/index.html")
  private static let vendorPath = "/vendor/"
}
