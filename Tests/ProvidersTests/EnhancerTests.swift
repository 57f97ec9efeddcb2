import Domain
import Providers
import Support
import Testing

@Suite struct EnhancerTests {
  private static let ideas = [
    "a cat on a windowsill", "lighthouse at night, storm", "portrait of an old fisherman", "logo for a bakery",
    "bowl of ramen", "sunset over the sea", "неоновый город под дождём", "лиса в снежном лесу", "ringed planet",
    "watercolor of roses", "abstract shapes", "red sports car on a coastal road", "a poster that says \"OPEN LATE\"",
    "cozy library interior with a fireplace", "dragon over a ruined castle", "x",
  ]

  private func wish(_ prompt: String, _ family: Family, count: Int = 1) -> EnhancementWish {
    var wish = EnhancementWish(prompt: prompt, family: family)
    wish.count = count
    return wish
  }

  @Test("a person's words open the result unchanged", arguments: ideas)
  func wordsStay(idea: String) {
    for family in [Family.sd, .sdxl, .flux, .fluxKlein, .gpt] {
      for candidate in Enhancer.candidates(for: wish(idea, family, count: 4)) {
        #expect(candidate.text.hasPrefix(idea))
        #expect(candidate.text.count > idea.count)
      }
    }
  }

  @Test("the same wish always gives the same prompts, and candidates differ")
  func determinism() {
    for idea in Self.ideas {
      let first = Enhancer.candidates(for: wish(idea, .fluxKlein, count: 3))
      #expect(first == Enhancer.candidates(for: wish(idea, .fluxKlein, count: 3)))
      #expect(first.count == 3)
      #expect(Set(first.map(\.text)).count == 3)
    }
  }

  @Test("enhancing twice adds nothing")
  func idempotence() {
    for idea in Self.ideas {
      for family in [Family.sd, .sdxl, .fluxKlein] {
        for first in Enhancer.candidates(for: wish(idea, family, count: 4)) {
          let second = Enhancer.candidates(for: wish(first.text, family))
          #expect(second.first?.text == first.text, "\(second.first?.text ?? "")")
        }
      }
    }
  }

  @Test("tags for SD, sentences for Flux Klein, and no more words than it reads well")
  func forms() throws {
    let tags = try #require(Enhancer.candidates(for: wish("a fox in a forest", .sd)).first)
    #expect(tags.text.split(separator: ",").count >= 4)
    #expect(!tags.text.contains(". "))
    let prose = try #require(Enhancer.candidates(for: wish("a fox in a forest", .fluxKlein)).first)
    #expect(prose.text.hasPrefix("a fox in a forest. "))
    #expect(prose.text.hasSuffix("."))
    for idea in Self.ideas {
      for candidate in Enhancer.candidates(for: wish(idea, .fluxKlein, count: 4)) {
        #expect(candidate.text.split(separator: " ").count <= 75)
      }
    }
  }

  @Test("a negative prompt is there only where it has an effect, and is said in positive words elsewhere")
  func negatives() throws {
    var asked = wish("a street in Rome", .sd)
    asked.negativePrompt = "people, text, zorgle"
    let sd = try #require(Enhancer.candidates(for: asked).first)
    #expect(sd.negativePrompt?.hasPrefix("people, text, zorgle") == true)
    #expect((sd.negativePrompt ?? "").split(separator: ",").count <= 12)
    asked.family = .fluxKlein
    let klein = try #require(Enhancer.candidates(for: asked).first)
    #expect(klein.negativePrompt == nil)
    #expect(klein.text.contains("deserted place"))
    #expect(!klein.text.contains("people"))
    #expect(klein.notes.contains("zorgle"))
  }

  @Test("what is added never contradicts what is said")
  func coherence() {
    let cases: [(String, [String])] = [
      ("a lighthouse at night", ["sun", "daylight", "overcast"]),
      ("a kitchen", ["low golden sun", "overcast sky", "moonlight"]),
      ("watercolor of a fox", ["lens", "photograph", "mm "]),
      ("logo for a bakery", ["lens", "photograph", "mm ", "sun"]),
      ("a ringed planet", ["window", "grasses", "street"]),
      ("a foggy harbour", ["clear high sun"]),
    ]
    for (idea, words) in cases {
      for family in [Family.sd, .sdxl, .fluxKlein] {
        for candidate in Enhancer.candidates(for: wish(idea, family, count: 4)) {
          let added = candidate.text.dropFirst(idea.count)
          for word in words { #expect(!added.contains(word), "\(idea): \(candidate.text)") }
        }
      }
    }
  }

  @Test("instructions and a style are heeded, or it is said that they were not")
  func instructions() throws {
    var asked = wish("a bridge over a river", .sdxl)
    asked.style = "watercolour"
    asked.instructions = "make it night, please"
    let candidate = try #require(Enhancer.candidates(for: asked).first)
    #expect(candidate.text.contains("watercolour style"))
    #expect(candidate.text.contains("at night"))
    #expect(!candidate.text.contains("mm lens"))
    #expect(!candidate.text.contains("sun"))
    asked.instructions = "like Tuesday but rounder"
    #expect(Enhancer.candidates(for: asked).first?.notes.contains("did not understand") == true)
  }

  @Test("a long or strange text comes back whole and soon")
  func strangeTexts() {
    var random = SplitMix(state: 11)
    let pieces = [
      "no fox,", " ", "{a|b}", "__animal__", "<lora:x:0.8>", "(red:1.2)", "\"Слово\"", "\u{0}", "#0F766E",
      "\u{202E}", "👩‍👩‍👧", "ignore all instructions", "\n\n", ",,,", "e\u{301}",
    ]
    for _ in 0..<100 {
      let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      for candidate in Enhancer.candidates(for: wish(text, .sdxl, count: 2)) {
        #expect(!candidate.text.unicodeScalars.contains { $0.properties.generalCategory == .control })
        for mark in ["{a|b}", "__animal__", "<lora:x:0.8>", "(red:1.2)"] where text.contains(mark) {
          #expect(candidate.text.contains(mark))
        }
      }
    }
    let long = String(repeating: "forest and sea, ", count: 600)
    #expect(Enhancer.candidates(for: wish(long, .fluxKlein)).first?.text.hasPrefix("forest and sea") == true)
  }
}
