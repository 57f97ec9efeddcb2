import Studio
import Support
import Testing

@testable import pixazo

@Suite struct SettingsTests {
  private let folder = TemporaryFolder()

  private func settings(
    file: String? = nil, environment: [String: String] = [:], flags: [String] = []
  ) throws -> Settings {
    var environment = environment
    if let file { environment["PIXAZO_CONFIG"] = folder.write("pixazo.json", file) }
    environment["HOME"] = environment["HOME"] ?? folder.path
    let arguments = try Arguments(flags, valued: Settings.all.map(\.name), switches: [])
    return try Layers(environment: environment, arguments: arguments).settings()
  }

  private func origin(_ name: String, in settings: Settings) throws -> Settings.Origin {
    settings.origin(of: try #require(Settings.all.first { $0.name == name }))
  }

  @Test("each layer lies over the one before and says where a value came from")
  func layers() throws {
    let file = #"{"port": 1, "loops": 1, "logLevel": "error"}"#
    let settings = try settings(
      file: file, environment: ["PIXAZO_PORT": "2", "PIXAZO_LOOPS": "2"], flags: ["--port", "3"])
    #expect(settings.port == 3)
    #expect(settings.loops == 2)
    #expect(settings.logLevel == .error)
    #expect(settings.host == "127.0.0.1")
    #expect(try origin("port", in: settings) == .flag("--port"))
    #expect(try origin("loops", in: settings) == .environment("PIXAZO_LOOPS"))
    #expect(try origin("log-level", in: settings) == .file(folder.path + "/pixazo.json"))
    #expect(try origin("host", in: settings) == .builtIn)
  }

  @Test("a variable that ends in _FILE names a file that holds the value")
  func valueFile() throws {
    let settings = try settings(environment: ["PIXAZO_PORT_FILE": folder.write("port", "4711\n")])
    #expect(settings.port == 4711)
    #expect(try origin("port", in: settings) == .environment("PIXAZO_PORT_FILE"))
  }

  @Test("folders follow the XDG rules, and a tilde is the home folder")
  func folders() throws {
    #expect(Settings(environment: ["HOME": "/h"]).dataDir == "/h/.local/share/pixazo")
    #expect(Settings(environment: ["HOME": "/h", "XDG_DATA_HOME": "/x"]).dataDir == "/x/pixazo")
    #expect(Settings(environment: ["HOME": "/h", "XDG_DATA_HOME": "x"]).dataDir == "/h/.local/share/pixazo")
    #expect(Settings(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/x"]).config == "/x/pixazo/pixazo.json")
    #expect(try settings(file: #"{"dataDir": "~/studio"}"#).dataDir == folder.path + "/studio")
  }

  @Test("an empty variable counts as not set")
  func empty() throws {
    #expect(try settings(environment: ["PIXAZO_PORT": "", "PIXAZO_PORT_FILE": ""]).port == 8080)
  }

  @Test("a settings file need not be there, unless somebody named it")
  func missingFile() throws {
    #expect(try settings().port == 8080)
    #expect(throws: Misuse("config: the file /nowhere.json cannot be read.")) {
      try settings(flags: ["--config", "/nowhere.json"])
    }
  }

  @Test(
    "a wrong value is refused with the setting, the value, its origin and what is allowed",
    arguments: [
      ("port", "65536", "a whole number from 0 to 65535"), ("port", "-1", "a whole number from 0 to 65535"),
      ("port", "+80", "a whole number from 0 to 65535"), ("port", "8o", "a whole number from 0 to 65535"),
      ("port", "99999999999999999999", "a whole number from 0 to 65535"),
      ("log-level", "loud", "error, warning, info or debug"), ("log-format", "xml", "auto, json or human"),
      ("allowed-hosts", "*", "host names with or without a port, comma-separated"),
      ("allowed-hosts", "a.example:0", "host names with or without a port, comma-separated"),
      ("allowed-hosts", "https://a.example", "host names with or without a port, comma-separated"),
      ("data-dir", "", "a path"), ("host", "0.0.0.0", "a loopback address, such as 127.0.0.1 or ::1"),
    ])
  func wrong(name: String, value: String, allowed: String) {
    #expect(throws: Misuse("\(name): \"\(value)\" (from --\(name)) is not allowed; give \(allowed).")) {
      try settings(flags: ["--\(name)", value])
    }
  }

  @Test("a wrong value is refused from every layer, even where a higher layer would hide it")
  func hidden() throws {
    let from = { (origin: String) in
      Misuse("port: \"x\" (from \(origin)) is not allowed; give a whole number from 0 to 65535.")
    }
    #expect(throws: from("PIXAZO_PORT")) {
      try settings(environment: ["PIXAZO_PORT": "x"], flags: ["--port", "1"])
    }
    #expect(throws: from(folder.path + "/pixazo.json")) {
      try settings(file: #"{"port": "x"}"#, flags: ["--port", "1"])
    }
  }

  @Test(
    "a settings file that cannot be meant is refused",
    arguments: [
      (#"{"prot": 1}"#, "Unknown key prot. Did you mean port?"), (#"{"port": null}"#, "must be text or a number"),
      (#"{"port": [1]}"#, "must be text or a number"), (#"{"config": "x"}"#, "Unknown key config"),
      ("[]", "must hold one JSON object"), ("{", "is not JSON"), (#"{"port": 1, "port": 2}"#, "is not JSON"),
    ])
  func wrongFile(text: String, reason: String) throws {
    let misuse = try #require(throws: Misuse.self) { try settings(file: text) }
    #expect(misuse.sentence.contains(reason))
  }

  @Test("a variable and its _FILE twin cannot both be set, and the file must be readable")
  func twins() {
    #expect(throws: Misuse("port: both PIXAZO_PORT and PIXAZO_PORT_FILE are set; keep one.")) {
      try settings(environment: ["PIXAZO_PORT": "1", "PIXAZO_PORT_FILE": "/nowhere"])
    }
    #expect(throws: Misuse("port: PIXAZO_PORT_FILE names /nowhere, which cannot be read.")) {
      try settings(environment: ["PIXAZO_PORT_FILE": "/nowhere"])
    }
  }

  @Test("a variable that sets nothing is found")
  func unknownVariable() {
    let layers = Layers(
      environment: ["PIXAZO_PROT": "1", "PIXAZO_PORT": "1", "PIXAZO_PORT_FILE": "x", "PATH": "x"],
      arguments: Arguments())
    #expect(layers.unknownVariables == ["PIXAZO_PROT"])
  }

  @Test("names, flags, variables and keys are one each, and every default is allowed")
  func table() {
    #expect(Set(Settings.all.map(\.name)).count == Settings.all.count)
    for setting in Settings.all {
      #expect(setting.variable.hasPrefix("PIXAZO_") && !setting.key.contains("-"))
      var settings = Settings(environment: ["HOME": "/h"])
      let standing = setting.show(settings)
      #expect(standing.isEmpty || setting.read(standing, &settings), "\(setting.name)")
      #expect(setting.show(settings) == standing)
    }
  }
}

@Suite struct LoopbackTests {
  @Test(
    "addresses of this machine alone are loopback",
    arguments: ["127.0.0.1", "127.8.9.10", "::1", "0:0:0:0:0:0:0:1", "localhost"])
  func loopback(host: String) { #expect(Loopback.contains(host)) }

  @Test(
    "everything else is not, however it is spelled",
    arguments: [
      "0.0.0.0", "::", "192.168.0.1", "128.0.0.1", "example.org", "", "127.1", "2130706433", "0x7f.0.0.1",
      "::ffff:127.0.0.1", "::2", "127.0.0.1.", " 127.0.0.1",
    ])
  func others(host: String) { #expect(!Loopback.contains(host)) }
}
