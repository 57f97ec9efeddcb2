import Glibc
import HTTP

/// How long a server asks to be left alone.
enum RetryAfter {
  /// In whole seconds, at most a day; nil when it does not say.
  static func seconds(_ headers: Headers, now: Int = time(nil)) -> Int? {
    if let wait = headers["retry-after-ms"].flatMap({ Double($0) }), wait.isFinite, wait >= 0 {
      return Int(min(wait / 1_000, most).rounded(.up))
    }
    guard let text = headers["retry-after"] else { return nil }
    if let wait = Double(text) { return wait.isFinite && wait >= 0 ? Int(min(wait, most).rounded(.up)) : nil }
    return date(text).map { Int(min(max(0, Double($0) - Double(now)), most)) }
  }

  /// Seconds since 1970 of a date such as `Fri, 20 Nov 2026 21:14:15 GMT`.
  private static func date(_ text: String) -> Int? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])),
      let day = Int32(words[1]), let year = Int32(words[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int32($0) }
    guard clock.count == 3, (1...31).contains(day), clock.allSatisfy({ (0...60).contains($0) }) else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, Int32(month), day)
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (clock[0], clock[1], clock[2])
    return timegm(&parts)
  }

  private static let most = 86_400.0
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
