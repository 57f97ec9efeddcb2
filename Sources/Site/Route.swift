import Domain
import HTTP

/// One row of the table: everything about a route, for the router, the description and the tests alike.
struct Route: Sendable {
  /// What a caller must be allowed to do. There is no default: whoever adds a route decides.
  enum Scope: String, Sendable, CaseIterable {
    /// Anybody, without credentials.
    case `public`
    case read, write
    /// What may cost money.
    case generate
    /// Loopback or an administrator.
    case admin
  }

  enum Tag: String, Sendable, CaseIterable {
    case workspaces = "Workspaces"
    case images = "Images"
    case library = "Library"
    case generations = "Generations"
    case prompts = "Prompts"
    case styles = "Styles and word lists"
    case enhancements = "Enhancement and advice"
    case providers = "Providers"
    case chats = "Chats"
    case trash = "Trash"
    case events = "Events"
    case studio = "Studio"
    case operations = "Operations"
  }

  enum Body: Sendable {
    /// No body, or an empty object.
    case none
    case json(Schema.Name)
    /// An object, or nothing at all, which is as good as an empty one.
    case jsonIfAny(Schema.Name)
    /// A JSON merge patch (RFC 7396) of the writable fields.
    case mergePatch(Schema.Name)
    /// One picture as it is. The handler reads it as it comes.
    case picture
    /// One picture as it is, or a form with many. The handler reads them as they come.
    case pictures
    /// A file in one of some forms. The handler reads it.
    case file(FileForms)
  }

  enum Content: Sendable {
    case none
    case json(Schema.Name)
    case other(MediaType, String)
    /// The bytes of a picture, of which a part may be asked for.
    case picture
    case file(FileForms)
    case webSocket
  }

  let method: HTTP.Method
  let pattern: String
  /// The operation's name in the description, such as `createWorkspace`.
  let name: String
  let summary: String
  let tag: Tag
  let scope: Scope
  var query: [Parameter] = []
  var body: Body = .none
  let status: Status
  let content: Content
  /// Another good answer of the same content.
  var otherwise: (status: Status, detail: String)?
  /// Reasons to refuse that no other route of its form has.
  var refusals: [Failure.Code] = []
  /// Whether it has a version, to be named by `If-Match` and `If-None-Match`.
  var isVersioned = false
  /// Whether the answer comes as a stream of events to those who ask for one.
  var mayStream = false
  /// What is answered to a repeated request with the first answer to it, where that alone would be old.
  var again: (@Sendable (Call, Response) async throws -> Response)?
  /// The most that a JSON body may have.
  var bodyLimit = Self.bodyLimit
  /// A page for people, which a link from elsewhere may open.
  var isPage = false
  let handle: @Sendable (Call) async throws -> Response

  /// What is usual; nobody types more.
  static let bodyLimit = 1 << 20

  var parameterNames: [String] {
    pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
  }

  /// What the `{id}` of its path looks like.
  var idSchema: Schema { tag == .providers ? .text(.slug) : .identifier }

  /// Every reason for which this route can refuse.
  var problems: [Failure.Code] {
    var codes: [Failure.Code] = [.invalidQuery, .originNotAllowed, .hostNotAllowed, .internal]
    if !parameterNames.isEmpty { codes.append(.notFound) }
    if takesBody { codes += [.invalidRequest, .unsupportedMediaType, .tooLarge, .tooSlow] }
    if takesBody { codes.append(takesPictures ? .invalidImage : .invalidJSON) }
    if method == .post { codes += [.invalidIdempotencyKey, .idempotencyMismatch, .idempotencyInFlight] }
    if isVersioned, method != .get { codes.append(.preconditionFailed) }
    if method != .get { codes.append(.storageFull) }
    if case .pictures = body { codes += [.badRequest, .inTrash] }
    if case .picture = content { codes.append(.rangeNotSatisfiable) }
    if case .webSocket = content { codes += [.badRequest, .upgradeRequired] }
    if scope != .public { codes += [.busy, .unavailable] }
    return codes + refusals
  }

  var takesBody: Bool { method == .post || method == .patch || method == .put }

  /// Whether a request may come without a body.
  var needsBody: Bool {
    switch body {
    case .none, .jsonIfAny: false
    case .json, .mergePatch, .picture, .pictures, .file: true
    }
  }

  /// Whether the handler reads the body itself, as it comes.
  var streamsBody: Bool {
    switch body {
    case .picture, .pictures, .file: true
    case .none, .json, .jsonIfAny, .mergePatch: false
    }
  }

  private var takesPictures: Bool {
    switch body {
    case .picture, .pictures: true
    case .none, .json, .jsonIfAny, .mergePatch, .file: false
    }
  }

  var mediaTypes: [MediaType] {
    switch body {
    case .none, .json, .jsonIfAny: [.json]
    case .mergePatch: [.mergePatch, .json]
    case .picture: Self.pictureTypes
    case .pictures: Self.pictureTypes + [.form]
    case .file(let forms): forms.types
    }
  }

  static let pictureTypes = Picture.Format.allCases.map { MediaType($0.mediaType) }
}

/// The forms that a file may have: JSON as its schema says, and others.
struct FileForms: Sendable {
  let json: Schema.Name
  let others: [MediaType]

  var types: [MediaType] { others + [.json] }

  func schema(of type: MediaType) -> Schema { type == .json ? .ref(json) : .string }
}
