import Testing

@testable import pixazo

@Suite struct ArgumentsTests {
  private func read(_ words: String...) throws(Misuse) -> Arguments {
    try Arguments(words, valued: ["port", "host"], switches: ["json"])
  }

  @Test("a value stands after its flag or after an equals sign")
  func values() throws {
    #expect(try read("--port", "1", "--host=::1", "--json").values == ["port": "1", "host": "::1"])
    #expect(try read("--host=a=b").values == ["host": "a=b"])
    #expect(try read("--json").switches == ["json"])
  }

  @Test("of a flag given twice the last one counts, so that scripts can be overruled")
  func last() throws {
    #expect(try read("--port", "1", "--port=2").values == ["port": "2"])
  }

  @Test(
    "what cannot be meant is refused with a sentence",
    arguments: [
      (["--prot", "1"], "Unknown flag --prot. Did you mean --port?"),
      (["--frobnicate"], "Unknown flag --frobnicate."),
      (["--port"], "--port needs a value."),
      (["--json=yes"], "--json takes no value."),
      (["stray"], "Unexpected word \"stray\"."),
      (["--"], "Unexpected word \"--\"."),
      (["-p", "1"], "Unexpected word \"-p\"."),
    ])
  func refused(words: [String], sentence: String) {
    #expect(throws: Misuse(sentence)) {
      try Arguments(words, valued: ["port", "host"], switches: ["json"])
    }
  }
}
