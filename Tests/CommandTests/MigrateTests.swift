import Foundation
import Support
import Testing

@testable import pixazo

@Suite struct MigrateTests {
  private let folder = TemporaryFolder()
  private var data: String { folder.path + "/data" }

  @Test("migrate --schema prints what is committed as Migrations/schema.sql")
  func schema() async throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let committed = try String(contentsOf: root.appendingPathComponent("Migrations/schema.sql"), encoding: .utf8)
    #expect(await Said("migrate", "--schema").out == committed)
  }

  @Test("migrate makes the database, and says that nothing is pending afterwards")
  func fresh() async {
    #expect(await Said("migrate", "--check", "--data-dir", data).out == "No database yet.\n")
    #expect(!FileManager.default.fileExists(atPath: data))
    #expect(await Said("migrate", "--data-dir", data).out == "Made the database.\n")
    let check = await Said("migrate", "--check", "--data-dir", data)
    #expect(check.code == .ok && check.out == "Nothing is pending.\n")
  }

  @Test("a folder that cannot be made is refused with the reason")
  func unusable() async {
    let said = await Said("migrate", "--data-dir", "/proc/pixazo/data")
    #expect(said.code == .failed && said.err.contains("/proc/pixazo"))
  }
}

@Suite struct DoctorTests {
  private let folder = TemporaryFolder()
  private var data: String { folder.path + "/data" }

  init() async { #expect(await Said("migrate", "--data-dir", folder.path + "/data").code == .ok) }

  private func findings(_ switches: String...) async -> [Substring] {
    await Said("doctor", "--data-dir", data, switches.first ?? "--deep").out.split(separator: "\n")
  }

  @Test("it says what is well, with the version and the verdict of SQLite")
  func well() async {
    let lines = await findings()
    #expect(lines.contains { $0.hasPrefix("well   folder: ") })
    #expect(lines.contains { $0.hasPrefix("well   sqlite: SQLite 3.") })
    #expect(lines.contains("well   schema: Every migration has run and none has changed."))
    #expect(lines.contains("well   database: Every page, index and reference holds."))
  }

  @Test("it finds a broken database and exits with 1")
  func broken() async throws {
    let file = try #require(FileHandle(forUpdatingAtPath: data + "/pixazo.db"))
    try file.seek(toOffset: 4_100)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 8_000))
    try file.close()
    let said = await Said("doctor", "--data-dir", data)
    #expect(said.code == .failed)
    #expect(said.out.contains("wrong  database: "))
  }

  @Test("it finds what others may look into, and --fix closes it")
  func exposed() async throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: data + "/pixazo.db")
    #expect(await findings().contains { $0.hasPrefix("wrong  folder: Others may look into \(data)/pixazo.db") })
    #expect(await findings("--fix").contains("well   folder: \(data) is its owner's alone."))
    let rights = try FileManager.default.attributesOfItem(atPath: data + "/pixazo.db")[.posixPermissions] as? Int
    #expect(rights == 0o600)
  }

  @Test("it finds a site without its third-party files")
  func site() async {
    let web = folder.path + "/web"
    try? FileManager.default.createDirectory(atPath: web, withIntermediateDirectories: true)
    for name in ["index.html", "app.js"] { _ = folder.write("web/" + name, "") }
    _ = folder.write(
      "web/vendor.json", #"{"libraries": [{"name": "a", "version": "1", "files": [{"path": "x/y/a.js"}]}]}"#)
    let said = await Said("doctor", "--data-dir", data, "--web-dir", web)
    #expect(said.code == .failed && said.out.contains("a/1/a.js"))
  }

  @Test("it says so when libcurl cannot be opened")
  func libcurl() throws {
    #expect(try Program("doctor", "--data-dir", data).end().code == 0)
    try FileManager.default.createDirectory(atPath: folder.path + "/broken", withIntermediateDirectories: true)
    _ = folder.write("broken/libcurl.so.4", "This is no library.")
    let doctor = try Program("doctor", "--data-dir", data, environment: ["LD_LIBRARY_PATH": folder.path + "/broken"])
    var lines: [String] = []
    while let line = doctor.line() { lines.append(line) }
    #expect(doctor.end().code == 1)
    #expect(lines.contains { $0.hasPrefix("wrong  libcurl: ") && $0.contains("/broken/libcurl.so.4") })
  }

  @Test("--json says the same to machines")
  func json() async {
    let said = await Said("doctor", "--json", "--data-dir", data)
    #expect(said.out.hasPrefix(#"{"ok":"#))
    #expect(said.out.contains(#"{"verdict":"well","subject":"schema","detail":"#))
  }
}
