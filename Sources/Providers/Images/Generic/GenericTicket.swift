import Domain

/// What finds work again at a provider that an owner described: addresses may have come with its answer.
struct GenericTicket: Sendable, Equatable {
  var job: String?
  var poll: String?
  var result: String?
  var cancel: String?
  var pictures: [String] = []

  init() {}

  var text: String {
    var json = JSONWriter()
    json.object { json in
      if let job { json.field("job", job) }
      if let poll { json.field("poll", poll) }
      if let result { json.field("result", result) }
      if let cancel { json.field("cancel", cancel) }
      if !pictures.isEmpty { json.field("pictures", pictures) }
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// Nil when it is none of ours.
  init?(_ text: String) {
    guard let json = try? JSON(parsing: Array(text.utf8)) else { return nil }
    job = json["job"]?.string
    poll = json["poll"]?.string
    result = json["result"]?.string
    cancel = json["cancel"]?.string
    pictures = (json["pictures"]?.array ?? []).compactMap(\.string)
    guard job != nil || poll != nil || !pictures.isEmpty else { return nil }
  }
}
