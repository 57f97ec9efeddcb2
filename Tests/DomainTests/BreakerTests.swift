import Domain
import Testing

@Suite("Breaker") struct BreakerTests {
  private let start = Timestamp(milliseconds: 1_795_000_000_000)

  private func isOpen(_ gate: Gate) -> Bool { gate == .open }

  private func opened(at now: Timestamp) -> Breaker {
    var breaker = Breaker()
    for _ in 0..<Breaker.patience { breaker.failed(at: now) }
    return breaker
  }

  @Test("it opens after five failures in a row, and not after four")
  func opens() {
    var breaker = Breaker()
    for _ in 1...4 {
      breaker.failed(at: start)
      #expect(breaker.circuit(at: start) == .closed)
      #expect(isOpen(breaker.gate(at: start)))
    }
    breaker.failed(at: start)
    #expect(breaker.circuit(at: start) == .open)
    guard case .closed(let until, let why, _) = breaker.gate(at: start) else {
      Issue.record("it is open to everybody")
      return
    }
    #expect(until == start.adding(seconds: 30))
    #expect(why.hasSuffix("."))
  }

  @Test("one success between failures starts the count anew")
  func between() {
    var breaker = Breaker()
    for _ in 0..<20 {
      for _ in 1...4 { breaker.failed(at: start) }
      breaker.succeeded()
    }
    #expect(breaker.circuit(at: start) == .closed)
  }

  @Test("half open it lets one through every thirty seconds, however many ask")
  func probes() {
    var breaker = opened(at: start)
    var passed = 0
    for second in 0...95 {
      for _ in 0..<3 where isOpen(breaker.gate(at: start.adding(seconds: Int64(second)))) { passed += 1 }
    }
    #expect(passed == 3)
    #expect(breaker.circuit(at: start.adding(seconds: 95)) == .open)
    #expect(breaker.circuit(at: start.adding(seconds: 120)) == .halfOpen)
  }

  @Test("a probe that fails waits again, and one that succeeds closes it")
  func recovers() {
    var breaker = opened(at: start)
    let later = start.adding(seconds: 30)
    #expect(isOpen(breaker.gate(at: later)))
    breaker.failed(at: later)
    #expect(!isOpen(breaker.gate(at: later.adding(seconds: 29))))
    #expect(isOpen(breaker.gate(at: later.adding(seconds: 30))))
    breaker.succeeded()
    #expect(breaker.circuit(at: later.adding(seconds: 30)) == .closed)
    for _ in 0..<9 { #expect(isOpen(breaker.gate(at: later.adding(seconds: 30)))) }
  }

  @Test("a provider that asks for rest gets it, five minutes at most, and its circuit stays closed")
  func rests() {
    var breaker = Breaker()
    breaker.rest(12, at: start)
    #expect(breaker.circuit(at: start) == .closed)
    #expect(!isOpen(breaker.gate(at: start.adding(seconds: 11))))
    #expect(isOpen(breaker.gate(at: start.adding(seconds: 12))))
    breaker.rest(.max, at: start)
    #expect(isOpen(breaker.gate(at: start.adding(seconds: 300))))
    breaker.rest(-5, at: start)
    #expect(!isOpen(breaker.gate(at: start)))
    #expect(isOpen(breaker.gate(at: start.adding(seconds: 1))))
  }

  @Test("a clock that is set back makes nobody wait")
  func clock() {
    var breaker = opened(at: start)
    #expect(isOpen(breaker.gate(at: start.adding(seconds: -3_600))))
  }
}

@Suite("Vitals of a provider") struct ProviderVitalsTests {
  private let now = Timestamp(milliseconds: 1_795_000_000_000)

  private func noting(_ codes: ProviderFailure.Code?..., isProbe: Bool = false) -> ProviderHealth {
    var vitals = ProviderVitals()
    for code in codes {
      let failure = code.map { ProviderFailure($0, "So it goes.", effect: .notTaken) }
      vitals.note(latencyMs: 12, failure: failure, isProbe: isProbe, at: now)
    }
    return vitals.health(at: now)
  }

  @Test("nobody knows how it fares before the first call")
  func unknown() {
    let health = ProviderVitals().health(at: now)
    #expect(health == ProviderHealth())
  }

  @Test(
    "what a call says of the provider",
    arguments: [
      (nil, ProviderHealth.State.up), (.refused, .up), (.contentRefused, .up), (.contextTooLong, .up),
      (.rateLimited, .degraded), (.unavailable, .degraded), (.timeout, .degraded), (.garbage, .degraded),
      (.interrupted, .degraded), (.outcomeUnknown, .degraded), (.unauthorized, .unauthorized),
      (.outOfCredit, .outOfCredit),
    ] as [(ProviderFailure.Code?, ProviderHealth.State)])
  func states(code: ProviderFailure.Code?, state: ProviderHealth.State) {
    let health = noting(code)
    #expect(health.state == state)
    #expect(health.latencyMs == 12)
    #expect(health.checkedAt == now)
    #expect((health.detail == nil) == (state == .up))
    #expect(noting(.unavailable, code, nil).state == .up)
  }

  @Test("a probe that finds nobody is believed at once, a call only after five")
  func down() {
    #expect(noting(.unavailable, isProbe: true).state == .down)
    #expect(noting(.timeout, .timeout, .timeout, .timeout).state == .degraded)
    let health = noting(.timeout, .garbage, .timeout, .unavailable, .outcomeUnknown)
    #expect(health.state == .down)
    #expect(health.circuit == .open)
  }

  @Test("saying no to a request keeps the circuit closed, however often")
  func refusals() {
    #expect(noting(.refused, .refused, .contentRefused, .unauthorized, .outOfCredit, .refused).circuit == .closed)
  }

  @Test("Retry-After is respected, whatever the failure")
  func retryAfter() {
    for code in [ProviderFailure.Code.rateLimited, .unavailable] {
      var vitals = ProviderVitals()
      let failure = ProviderFailure(code, "Later.", effect: .notTaken, retryAfter: 20)
      vitals.note(latencyMs: nil, failure: failure, at: now)
      #expect(vitals.gate(Provider.Limits(), at: now.adding(seconds: 19)) != .open)
      #expect(vitals.gate(Provider.Limits(), at: now.adding(seconds: 20)) == .open)
    }
  }

  @Test("no minute has more calls than it may")
  func rate() {
    var limits = Provider.Limits()
    limits.requestsPerMinute = 3
    var vitals = ProviderVitals()
    var calls: [Int64] = []
    for second in Int64(0)..<300 where vitals.gate(limits, at: now.adding(seconds: second)) == .open {
      calls.append(second)
    }
    #expect(calls == [0, 1, 2, 60, 61, 62, 120, 121, 122, 180, 181, 182, 240, 241, 242])
    guard case .closed(let until, _, _) = vitals.gate(limits, at: now.adding(seconds: 250)) else {
      Issue.record("it may be called")
      return
    }
    #expect(until == now.adding(seconds: 300))
  }

  @Test("a call that the rate holds back does not use up the one probe")
  func rateAndProbe() {
    var limits = Provider.Limits()
    limits.requestsPerMinute = 1
    var vitals = ProviderVitals()
    #expect(vitals.gate(limits, at: now) == .open)
    let failure = ProviderFailure(.unavailable, "Down.", effect: .notTaken)
    for _ in 0..<5 { vitals.note(latencyMs: nil, failure: failure, at: now) }
    #expect(vitals.gate(limits, at: now.adding(seconds: 40)) != .open)
    #expect(vitals.gate(limits, at: now.adding(seconds: 60)) == .open)
  }
}
