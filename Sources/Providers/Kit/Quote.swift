import Domain
import HTTP

/// A provider's own words in an answer that says no.
enum Quote {
  /// The most letters that we repeat.
  static let most = 300

  /// What the body of a refusal says; nil when it says nothing that a person would read.
  static func words(in answer: Answer) -> String? {
    if answer.isHTML { return title(of: String(decoding: answer.bytes.prefix(4 << 10), as: UTF8.self)) }
    if let json = try? JSON(parsing: answer.bytes) { return words(in: json) }
    guard answer.type.isEmpty || answer.type.hasPrefix("text/") || answer.type == "application/json" else { return nil }
    return String(validating: answer.bytes.prefix(4 << 10), as: UTF8.self)
  }

  /// In the order in which providers that give several are most telling.
  static func words(in json: JSON) -> String? {
    if let text = json.string { return text }
    // Some put one error into a list.
    if let first = json.array?.first { return words(in: first) }
    let error = json["error"]
    let found = [
      json["message"]?.string, json["Message"]?.string, error?["message"]?.string, error?.string,
      words(inDetail: json["detail"]),
      error?["detail"]?.string, json["title"]?.string, words(inDetail: json["errors"]),
    ]
    guard let first = found.compactMap(\.self).first(where: { !$0.isEmpty }) else { return nil }
    // A lone word is the name of an error; what happened is said elsewhere.
    if !first.contains(" "), let detail = words(inDetail: json["detail"]), detail != first, !detail.isEmpty {
      return "\(first): \(detail)"
    }
    return first
  }

  /// A code or a type that machines read.
  static func codes(in json: JSON) -> [String] {
    let json = json.array?.first ?? json
    let error = json["error"]
    let reasons = (error?["details"]?.array ?? []).map { $0["reason"] }
    return ([json["code"], json["type"], error?["code"], error?["type"]] + reasons)
      .compactMap { $0?.string?.lowercased() }
  }

  private static func words(inDetail detail: JSON?) -> String? {
    if let text = detail?.string { return text }
    if let message = (detail?["message"] ?? detail?["msg"])?.string { return message }
    let faults = (detail?.array ?? []).prefix(3).compactMap { fault -> String? in
      guard let message = (fault["msg"] ?? fault["message"] ?? fault["detail"] ?? fault).string else { return nil }
      guard let place = fault["loc"]?.array?.last?.string else { return message }
      return "\(place): \(message)"
    }
    return faults.isEmpty ? nil : faults.joined(separator: "; ")
  }

  private static func title(of page: String) -> String? {
    let lower = page.lowercased()
    guard let start = lower.firstRange(of: "<title>"), let end = lower.firstRange(of: "</title>"),
      start.upperBound < end.lowerBound
    else { return nil }
    let from = lower.utf8.distance(from: lower.startIndex, to: start.upperBound)
    let count = lower.utf8.distance(from: start.upperBound, to: end.lowerBound)
    return String(decoding: page.utf8.dropFirst(from).prefix(count), as: UTF8.self)
  }

  /// On one line, without the secrets, cut short.
  static func tidy(_ words: String, without secrets: [String]) -> String? {
    // By bytes: a letter may take the sign behind it for a part of its own. A shorter one would be found in half of all
    // words.
    var bytes = Array(words.utf8)
    for secret in secrets where secret.utf8.count >= 4 {
      bytes = bytes.replacing(Array(secret.utf8), with: Array("…".utf8))
    }
    var letters = String.UnicodeScalarView()
    var isBlank = true
    for letter in String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix(most * 4) {
      let category = letter.properties.generalCategory
      let isGap = letter.properties.isWhitespace || category == .control || category == .format
      if isGap, isBlank { continue }
      isBlank = isGap
      letters.append(isGap ? " " : letter)
    }
    let text = String(letters).trimmed
    guard !text.isEmpty else { return nil }
    return text.count > most ? String(text.prefix(most - 1)) + "…" : text
  }
}
