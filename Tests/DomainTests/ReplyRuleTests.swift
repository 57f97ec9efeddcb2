import Domain
import Testing

@Suite("The rule of replies") struct ReplyRuleTests {
  private func step(
    _ code: ProviderFailure.Code, _ effect: ProviderFailure.Effect = .notTaken, wish: Int? = nil, begun: Bool = false,
    repeated: Bool = true, standIn: Bool = false, other: Bool = true
  ) -> ReplyRule.Step {
    ReplyRule.step(
      after: ProviderFailure(code, "No.", effect: effect, retryAfter: wish), hasBegun: begun, wasRepeated: repeated,
      isStandIn: standIn, hasOther: other)
  }

  @Test("after the first word nobody is asked again", arguments: ProviderFailure.Code.allCases)
  func begun(code: ProviderFailure.Code) {
    #expect(step(code, begun: true, repeated: false) == .fail)
    #expect(step(code, begun: true, standIn: true) == .fail)
  }

  @Test("what took nothing is asked once more, unless it wishes to be left alone for long")
  func again() {
    for code in [ProviderFailure.Code.rateLimited, .unavailable, .timeout] {
      #expect(step(code, repeated: false) == .again && step(code, wish: 5, repeated: false) == .again)
      #expect(step(code, wish: 6, repeated: false) == .another && step(code) == .another)
      #expect(step(code, .taken, repeated: false) == .another && step(code, other: false) == .fail)
    }
    #expect(step(.outcomeUnknown, .unknown, repeated: false) == .another)
  }

  @Test("who was chosen and says no is heard; who stands in is passed over, but not for what was said")
  func standIns() {
    for code in [ProviderFailure.Code.refused, .unauthorized, .outOfCredit, .garbage, .contextTooLong, .interrupted] {
      #expect(step(code) == .fail && step(code, standIn: true) == .another)
      #expect(step(code, standIn: true, other: false) == .fail)
    }
    #expect(step(.contentRefused, standIn: true) == .fail)
  }

  @Test("the pause is the provider's wish, else between the half and the whole of the longest")
  func pauses() {
    #expect(ReplyRule.pause(wish: 3, roll: 0) == 3_000 && ReplyRule.pause(wish: -1, roll: 9) == 0)
    #expect(ReplyRule.pause(wish: .max, roll: 9) == 5_000)
    #expect(ReplyRule.pause(wish: nil, roll: 0) == 400 && ReplyRule.pause(wish: nil, roll: .max) == 800)
    #expect(ReplyRule.pause(wish: nil, longest: 0, roll: .max) == 0)
    #expect(ReplyRule.pause(wish: nil, longest: .max, roll: .max) == .max)
  }
}
