import Domain
import Studio
import Support
import Testing

@Suite("Log")
struct LogTests {
  private let lines = Lines()

  private func log(_ level: Log.Level = .info, _ form: Log.Form = .json) -> Log {
    Log(level, form: form, clock: TestClock().clock) { [lines] in lines.add($0) }
  }

  @Test("a line is one object with the time, the level, the message and the facts")
  func json() throws {
    log().info("request", ["status": 200, "ms": .decimal(1.5), "text": "a\nb"])
    let line = try #require(lines.all.first)
    #expect(line.hasSuffix("}\n"))
    #expect(
      try JSON(parsing: Array(line.dropLast().utf8)) == [
        "at": .string(TestClock().clock.now.text), "level": "info", "message": "request", "status": 200, "ms": 1.5,
        "text": "a\nb",
      ])
  }

  @Test("a fact cannot start a line or a colour of its own, in either form", arguments: Log.Form.allCases)
  func forging(form: Log.Form) {
    log(.info, form).warning("refused", ["detail": "x\n{\"level\":\"error\"}\u{1B}[31m\r"])
    #expect(lines.all.count == 1)
    #expect(lines.all[0].utf8.count { $0 < 0x20 } == 1)
  }

  @Test("what is below the level is not said, and its facts are not even made")
  func levels() {
    log(.warning).info("quiet", [fact(): 1])
    log(.warning).error("loud")
    #expect(lines.all.count == 1)
  }

  private func fact() -> StaticString {
    Issue.record("The facts were made.")
    return "never"
  }

  @Test("a hidden secret is in no line, however it is written")
  func secrets() {
    let log = log()
    log.hide("hunter2-hunter2")
    log.hide("quo\"ted\\secret")
    log.hide("short")
    log.info(
      "call", ["url": "https://x/?k=hunter2-hunter2&k=hunter2-hunter2", "say": "quo\"ted\\secret", "a": "short"])
    let line = lines.all.joined()
    #expect(!line.contains("hunter2") && !line.contains("ted\\\\secret"))
    #expect(line.contains("k=[hidden]&k=[hidden]") && line.contains("\"say\":\"[hidden]\"") && line.contains("short"))
  }
}
