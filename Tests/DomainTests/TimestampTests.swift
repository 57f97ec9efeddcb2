import Domain
import Foundation
import Testing

@Suite("Timestamp")
struct TimestampTests {
  @Test(
    "known moments are written as everybody writes them",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (1_763_631_000_123, "2025-11-20T09:30:00.123Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (Int64.max, "9999-12-31T23:59:59.999Z"),
      (Int64.min, "0000-01-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func known(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).text == text)
    #expect(Timestamp(text)?.text == text)
  }

  @Test("Foundation writes the same for thousands of moments since the calendar of today")
  func differential() throws {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for step in 0..<3_000 as Range<Int64> {
      let moment = Timestamp(milliseconds: -11_676_096_000_000 + step * 88_234_567_891)
      let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
      // Foundation cuts where binary fractions fall short, so it is asked half a millisecond later.
      #expect(moment.text == date.addingTimeInterval(0.000_5).formatted(format))
      #expect(Timestamp(moment.text) == moment)
    }
  }

  @Test(
    "anything but the one form is refused",
    arguments: [
      "", "2025-11-20", "2025-11-20T09:30:00Z", "2025-11-20T09:30:00.1234Z", "2025-11-20 09:30:00.123Z",
      "2025-11-20T09:30:00.123+", "2025-02-29T00:00:00.000Z", "2025-13-01T00:00:00.000Z", "2025-00-01T00:00:00.000Z",
      "2025-01-00T00:00:00.000Z", "2025-01-01T24:00:00.000Z", "2025-01-01T00:60:00.000Z", "2025-01-01T00:00:60.000Z",
      "+025-01-01T00:00:00.000Z", "2025-01-01t00:00:00.000z", "２025-01-01T00:00:00.0Z",
    ])
  func refuses(text: String) { #expect(Timestamp(text) == nil) }

  @Test("adding seconds never leaves the calendar")
  func adding() {
    #expect(Timestamp(milliseconds: 0).adding(seconds: 90).text == "1970-01-01T00:01:30.000Z")
    #expect(Timestamp(milliseconds: 0).adding(seconds: .max).text == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp(milliseconds: 0).adding(seconds: .min).text == "0000-01-01T00:00:00.000Z")
  }
}
