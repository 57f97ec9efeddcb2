import Testing

@testable import pixazo

@Suite struct HelpTests {
  @Test("the help of a verb names every flag, variable and default that it takes", arguments: Verb.all.map(\.name))
  func complete(name: String) throws {
    let verb = try #require(Verb.all.first { $0.name == name })
    for setting in verb.takes {
      #expect(verb.help.contains(setting.flag + " "))
      #expect(verb.help.contains(setting.variable))
      #expect(verb.help.contains(setting.help))
      #expect(verb.help.contains(setting.allowed))
    }
    for flag in verb.switches { #expect(verb.help.contains("--\(flag.name) ")) }
    #expect(verb.takes.count == verb.settings.count, "\(name) takes a setting that is not in the table")
  }

  @Test("help is given to who asks, however wrong the rest is", arguments: Verb.all.map(\.name))
  func asked(name: String) async throws {
    let words = name.split(separator: " ").map(String.init)
    let said = await Said(words[0], words.count > 1 ? words[1] : "--bogus", "--help")
    #expect(said.code == .ok && said.out.hasPrefix("Usage: pixazo \(name)") && said.err.isEmpty)
  }

  @Test("the overview lists every verb")
  func overview() async {
    let said = await Said("--help")
    #expect(said.code == .ok)
    for verb in Verb.all { #expect(said.out.contains("  \(verb.name) ")) }
    #expect(await Said("config", "--help").out == said.out)
  }

  @Test("no verb, an unknown verb and an unknown flag are misuse")
  func misuse() async {
    #expect(await Said().code == .usage)
    let slip = await Said("versoin")
    #expect(slip.code == .usage && slip.out.isEmpty && slip.err.contains("Did you mean version?"))
    let half = await Said("config")
    #expect(half.code == .usage && half.err.contains("config show"))
    let flag = await Said("config", "show", "--orign")
    #expect(flag.code == .usage && flag.err.contains("Did you mean --origin?"))
  }
}

@Suite struct ConfigTests {
  @Test("config show prints every setting, with its origin where asked")
  func show() async {
    let said = await Said("config", "show", "--origin", "--port", "81")
    #expect(said.code == .ok)
    for setting in Settings.all { #expect(said.out.contains(setting.name)) }
    #expect(said.out.contains("81  (--port)"))
    #expect(await !Said("config", "show").out.contains("built in"))
  }

  @Test("config show --json is one object with a key for each setting")
  func json() async throws {
    let plain = await Said("config", "show", "--json", "--port", "81")
    #expect(plain.out.contains(#""port":"81""#))
    let told = await Said("config", "show", "--json", "--origin", "--port", "81")
    #expect(told.out.contains(#""port":{"value":"81","origin":"--port"}"#))
  }

  @Test("config check says what is wrong and warns of variables that set nothing")
  func check() async {
    #expect(await Said("config", "check").code == .ok)
    let wrong = await Said("config", "check", environment: ["PIXAZO_PORT": "x"])
    #expect(wrong.code == .usage && wrong.err.contains("PIXAZO_PORT"))
    let slip = await Said("config", "check", environment: ["PIXAZO_PROT": "1"])
    #expect(slip.code == .ok && slip.err.contains("PIXAZO_PROT is no setting"))
  }
}
