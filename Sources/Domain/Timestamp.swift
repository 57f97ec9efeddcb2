/// A moment in UTC, to the millisecond, between the years 0 and 9999.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// Since 1970-01-01T00:00:00.000Z.
  package let milliseconds: Int64

  private static let allowed: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
  private static let msPerDay: Int64 = 86_400_000

  /// A moment outside the years 0 to 9999 becomes the nearest one inside.
  package init(milliseconds: Int64) {
    self.milliseconds = min(max(milliseconds, Self.allowed.lowerBound), Self.allowed.upperBound)
  }

  /// Reads exactly what `text` writes: `2026-11-20T09:30:00.000Z`.
  package init?(_ text: String) {
    let letters = Array(text.utf8)
    guard letters.count == 24 else { return nil }
    for (at, mark) in zip([4, 7, 10, 13, 16, 19, 23], "--T::.Z".utf8) where letters[at] != mark { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for letter in letters[range] {
        guard letter >= UInt8(ascii: "0"), letter <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int64(letter - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let fraction = number(20..<23), hour < 24, minute < 60, second < 60
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date == CivilDate(daysSince1970: date.daysSince1970) else { return nil }
    let seconds = (hour * 60 + minute) * 60 + second
    self.init(milliseconds: date.daysSince1970 * Self.msPerDay + seconds * 1_000 + fraction)
  }

  /// Reads any moment of RFC 3339: in any zone, to the second or finer; what is finer than a millisecond is cut off.
  package init?(rfc3339 text: String) {
    let letters = Array(text.utf8)
    guard letters.count >= 20, letters.count <= 40, letters[10] | 0x20 == UInt8(ascii: "t") else { return nil }
    var rest = letters[19...]
    var fraction: [UInt8] = []
    if rest.first == UInt8(ascii: ".") {
      fraction = Array(rest.dropFirst().prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard let offset = Self.offset(rest) else { return nil }
    let decimals = (fraction + Array("000".utf8)).prefix(3)
    let head = String(decoding: letters[..<10], as: UTF8.self) + "T" + String(decoding: letters[11..<19], as: UTF8.self)
    guard let local = Timestamp(head + "." + String(decoding: decimals, as: UTF8.self) + "Z") else { return nil }
    self = local.adding(seconds: -offset)
  }

  /// The seconds of `Z`, `+03:00` or `-09:30`.
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int64? {
    let letters = Array(zone)
    if letters.count == 1, letters[0] | 0x20 == UInt8(ascii: "z") { return 0 }
    guard letters.count == 6, letters[3] == UInt8(ascii: ":"), letters[0] == 0x2B || letters[0] == 0x2D else {
      return nil
    }
    let digits = [letters[1], letters[2], letters[4], letters[5]].map { Int64($0) - 0x30 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let hours = digits[0] * 10 + digits[1], minutes = digits[2] * 10 + digits[3]
    guard hours < 24, minutes < 60 else { return nil }
    return (hours * 60 + minutes) * 60 * (letters[0] == 0x2D ? -1 : 1)
  }

  /// RFC 3339 in UTC with three decimals.
  package var text: String {
    String(unsafeUninitializedCapacity: 24) { letters in
      write(to: letters)
      return 24
    }
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// Later by so many seconds, or earlier when negative.
  package func adding(seconds: Int64) -> Timestamp {
    let (span, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000)
    let (sum, isTooLate) = milliseconds.addingReportingOverflow(span)
    if isTooLong || isTooLate { return Timestamp(milliseconds: seconds < 0 ? .min : .max) }
    return Timestamp(milliseconds: sum)
  }

  fileprivate func write(to letters: UnsafeMutableBufferPointer<UInt8>) {
    let days = (milliseconds - (milliseconds < 0 ? Self.msPerDay - 1 : 0)) / Self.msPerDay
    let rest = milliseconds - days * Self.msPerDay
    let date = CivilDate(daysSince1970: days)
    func put(_ value: Int64, _ digits: Int, at start: Int) {
      var value = value
      for at in stride(from: start + digits - 1, through: start, by: -1) {
        letters[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
        value /= 10
      }
    }
    put(date.year, 4, at: 0)
    put(date.month, 2, at: 5)
    put(date.day, 2, at: 8)
    put(rest / 3_600_000, 2, at: 11)
    put(rest / 60_000 % 60, 2, at: 14)
    put(rest / 1_000 % 60, 2, at: 17)
    put(rest % 1_000, 3, at: 20)
    for (at, mark) in zip([4, 7, 10, 13, 16, 19, 23], "--T::.Z".utf8) { letters[at] = mark }
  }
}

extension Timestamp: JSONWritable {
  package func write(to json: inout JSONWriter) { json.string(ofPlain: 24, write) }
}

/// A day of the Gregorian calendar, carried on before its invention.
private struct CivilDate: Equatable {
  let year, month, day: Int64

  init(year: Int64, month: Int64, day: Int64) {
    self.year = year
    self.month = month
    self.day = day
  }

  // Both ways count in eras of 400 years that start on 1 March, so that the leap day comes last.

  init(daysSince1970 days: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var daysSince1970: Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let marchMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
