import Testing

@testable import Atelier

@Suite("Painting") struct WorkTests {
  private func picture(_ prompt: String, seed: UInt32 = 1, width: Int = 64, height: Int = 64) -> [UInt8] {
    var bytes: [UInt8] = []
    let work = Work(prompt: prompt, width: width, height: height, seed: seed, steps: 12)
    #expect(
      work.run(
        tell: { _ in true },
        take: {
          bytes += $0; return true
        }))
    return bytes
  }

  @Test("the same prompt, seed and size give the same bytes")
  func repeats() {
    #expect(picture("a lake at night") == picture("a lake at night"))
    #expect(picture("a lake at night") != picture("a lake at night", seed: 2))
    #expect(picture("a lake at night") != picture("a lake at noon"))
  }
}
