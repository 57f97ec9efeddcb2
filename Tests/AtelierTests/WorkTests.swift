import Support
import Testing

@testable import Atelier

@Suite("Painting", .timeLimit(.minutes(2))) struct WorkTests {
  @Test("the same prompt, seed and size give the same bytes")
  func repeats() {
    #expect(painted("a lake at night") == painted("a lake at night"))
    #expect(painted("a lake at night") != painted("a lake at night", seed: 2))
    #expect(painted("a lake at night") != painted("a lake at noon"))
  }

  @Test("many painters at once paint what one paints alone")
  func together() async {
    let prompts = ["an autumn forest", "a lighthouse in a storm", "still life with fruit", "a fox in oil", "a galaxy"]
    let alone = prompts.map { painted($0) }
    await withTaskGroup(of: (Int, [UInt8]).self) { group in
      for round in 0..<3 {
        for (index, prompt) in prompts.enumerated() {
          group.addTask { (index, painted(prompt, seed: round < 3 ? 1 : 2)) }
        }
      }
      for await (index, picture) in group { #expect(picture == alone[index]) }
    }
  }

  @Test(
    "every size comes whole, one row at a time",
    arguments: [
      (64, 64), (65, 127), (1, 1), (7, 3), (333, 71), (4_096, 64), (64, 4_096), (8, 8), (9, 200),
    ])
  func sizes(width: Int, height: Int) {
    for (prompt, style) in [("a lake and a castle", nil), ("still life", .oil), ("a forest", .mosaic)]
      as [(String, PaintStyle?)]
    {
      var (rows, isEven) = (0, true)
      let work = Work(prompt: prompt, width: width, height: height, seed: 1, steps: 2, style: style)
      let isWhole = work.run(
        tell: { _ in true },
        take: { row in
          rows += 1
          isEven = isEven && row.count == width * 3
          return true
        })
      #expect(isWhole && rows == height && isEven)
    }
  }

  @Test("all styles paint all sizes of detail", arguments: PaintStyle.allCases)
  func styles(style: PaintStyle) {
    let pictures = [1, 3, 12, 20].map { painted("a castle by a lake", width: 72, height: 48, steps: $0, style: style) }
    #expect(pictures.allSatisfy { $0.count == 72 * 48 * 3 })
    // Something is to be seen: not one flat colour.
    for picture in pictures { #expect(Set(picture).count > 8) }
  }

  @Test("it stops at the row where it is told to")
  func stops() {
    var rows = 0
    let work = Work(prompt: "mountains", width: 4_096, height: 4_096, seed: 1, steps: 1)
    let isWhole = work.run(
      tell: { _ in true },
      take: { _ in
        rows += 1
        return rows < 5
      })
    #expect(!isWhole && rows == 5)
    var told = 0
    #expect(
      !work.run(
        tell: { _ in
          told += 1
          return told < 3
        }, take: { _ in false }))
    #expect(told == 3)
  }

  @Test("no two numbers of steps give the same picture, and what is out of range gives the nearest")
  func steps() {
    let all = (1...Work.mostSteps).map { painted("an autumn forest by a lake", width: 160, height: 120, steps: $0) }
    #expect(Set(all).count == all.count)
    #expect(painted("a", steps: 0) == painted("a", steps: 1))
    #expect(painted("a", steps: -9) == painted("a", steps: 1))
    #expect(painted("a", steps: .max) == painted("a", steps: Work.mostSteps))
  }

  @Test("no text traps it, whatever it is made of")
  func fuzz() {
    var random = SplitMix(state: 2_026)
    let words = ["sea", "(", ")", "[", "]", ":", "1.3", "no ", "лес", "без ", ",", "🌊", "e\u{301}", "\u{200d}", "\0"]
    for round in 0..<1_500 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        if Bool.random(using: &random) {
          text.append(contentsOf: (words.randomElement(using: &random) ?? "").unicodeScalars)
        } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10_ffff, using: &random)) {
          text.append(scalar)
        }
      }
      let prompt = String(text)
      let reading = Reading(prompt: prompt, negative: String(prompt.reversed()))
      #expect(reading.weights.values.allSatisfy { (0...3).contains($0) })
      if round % 6 == 0 {
        let side = Int.random(in: 1...20, using: &random)
        let style = PaintStyle.allCases.randomElement(using: &random)
        #expect(painted(prompt, width: side, height: 24, steps: 3, style: style).count == side * 72)
      }
    }
    #expect(painted(String(repeating: "((((sea ", count: 5_000), width: 8, height: 8).count == 192)
    #expect(painted(String(repeating: "я", count: 200_000), width: 8, height: 8).count == 192)
  }
}
