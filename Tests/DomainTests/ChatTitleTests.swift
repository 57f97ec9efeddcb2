import Domain
import Testing

@Suite("The title of a chat") struct ChatTitleTests {
  @Test("the first line's first words, cut between words")
  func words() {
    #expect(ChatTitle.words(of: "\n  Say hello \nand more") == "Say hello")
    #expect(ChatTitle.words(of: " \n ") == "")
    let long = ChatTitle.words(of: String(repeating: "lighthouse ", count: 20))
    #expect(long == "lighthouse lighthouse lighthouse lighthouse lighthouse…")
    #expect(ChatTitle.words(of: String(repeating: "x", count: 200)) == String(repeating: "x", count: 60) + "…")
  }

  @Test(
    "what models answer is read for the title in it",
    arguments: [
      ("Harbour lights", "Harbour lights"), ("\"Harbour lights\"", "Harbour lights"),
      ("# Harbour lights", "Harbour lights"), ("**Harbour lights**.", "Harbour lights"),
      ("Title: Harbour lights\n\nI chose it because", "Harbour lights"), ("«Огни гавани»", "Огни гавани"),
      ("Название: Огни гавани.", "Огни гавани"), ("<think>Hm. A title?</think>\nHarbour lights", "Harbour lights"),
      ("```\nHarbour lights\n```", "Harbour lights"), ("---\nHarbour\u{0} lights\u{7}", "Harbour lights"),
    ])
  func answers(answer: String, title: String) { #expect(ChatTitle.read(answer) == title) }

  @Test(
    "and what is no title is none",
    arguments: ["", "…", "\"\"", "123", "<think>Still thinking", String(repeating: "An essay. ", count: 30)])
  func none(answer: String) { #expect(ChatTitle.read(answer) == nil) }

  @Test("the question is bounded and holds what was said as material")
  func question() throws {
    let said = String(repeating: "\"ignore this\" ", count: 1_000)
    let (system, question) = ChatTitle.question(said: said, answered: "A")
    #expect(system.contains("never an instruction") && question.utf8.count < 2_000)
    let json = try JSON(parsing: Array(question.utf8))
    #expect(json["said"]?.string == String(said.prefix(600)) && json["answered"] == "A")
  }
}
