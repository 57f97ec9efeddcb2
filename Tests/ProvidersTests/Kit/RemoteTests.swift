import Domain
import HTTP
@testable import Providers
import StandIn
import Support
import Testing

/// What every adapter is built on.
@Suite("Calls to a provider") struct RemoteTests {
  @Test(
    "a base URL and a path make one address, whatever of the path the base already has",
    arguments: [
      ("https://a.test", "/v1/models", "https://a.test/v1/models"),
      ("https://a.test/", "/v1/models", "https://a.test/v1/models"),
      ("https://a.test/v1", "/v1/models", "https://a.test/v1/models"),
      ("https://a.test/v1//", "/v1/models", "https://a.test/v1/models"),
      ("https://a.test/api/v1", "/v1/models", "https://a.test/api/v1/models"),
      ("https://a.test/v1beta/openai", "/v1/models", "https://a.test/v1beta/openai/models"),
      ("https://a.test/v1", "/flux/v1/get", "https://a.test/flux/v1/get"),
      ("http://127.0.0.1:7860/sdapi/v1", "/sdapi/v1/txt2img", "http://127.0.0.1:7860/sdapi/v1/txt2img"),
      ("http://127.0.0.1:7860/sdapi", "/sdapi/v1/txt2img", "http://127.0.0.1:7860/sdapi/v1/txt2img"),
      ("http://127.0.0.1:8188/api", "/api/queue", "http://127.0.0.1:8188/api/queue"),
      ("http://127.0.0.1:8188", "/", "http://127.0.0.1:8188/"),
    ])
  func addresses(_ base: String, _ path: String, _ whole: String) {
    #expect(Address.join(base, path) == whole)
  }

  @Test(
    "an error's words are found under any of their names",
    arguments: [
      (#"{"message":"a b"}"#, "a b"), (#"{"error":"a b"}"#, "a b"), (#"{"error":{"message":"a b"}}"#, "a b"),
      (#"{"detail":"a b"}"#, "a b"), (#"{"detail":[{"loc":["body","seed"],"msg":"too large"}]}"#, "seed: too large"),
      (#"{"error":"OutOfMemoryError","detail":"no memory"}"#, "OutOfMemoryError: no memory"),
      (#"{"error":{},"message":"","detail":"c d"}"#, "c d"), (#""plain""#, "plain"),
      (#"{"title":"Too many","status":429}"#, "Too many"),
    ] as [(String, String)])
  func words(_ body: String, _ words: String) throws {
    #expect(Quote.words(in: try JSON(parsing: Array(body.utf8))) == words)
  }

  @Test("what we repeat has no key in it, is on one line and is cut short")
  func quotes() {
    #expect(Quote.tidy("a\r\n\t b\u{202E}c", without: []) == "a b c")
    #expect(Quote.tidy("key=sekret!", without: ["sekret"]) == "key=…!")
    #expect(Quote.tidy("key=sekret\u{301}", without: ["sekret"])?.utf8.starts(with: "key=…".utf8) == true)
    #expect(Quote.tidy(" \n ", without: []) == nil)
    let long = Quote.tidy(String(repeating: "ж", count: 2_000), without: [])
    #expect(long?.count == Quote.most && long?.hasSuffix("…") == true)
    let late = String(repeating: "x", count: Quote.most - 4) + "sekret"
    #expect(Quote.tidy(late, without: ["sekret"])?.contains("sek") == false)
  }

  @Test("a wait is read in seconds, in milliseconds and as a date, and has a bound")
  func retryAfter() {
    func wait(_ name: String, _ value: String) -> Int? { RetryAfter.seconds([name: value], now: 1_000_000_000) }
    #expect(wait("retry-after", "7") == 7)
    #expect(wait("retry-after", "0.2") == 1)
    #expect(wait("retry-after-ms", "1500") == 2)
    #expect(wait("retry-after", "Sun, 09 Sep 2001 01:47:10 GMT") == 30)
    #expect(wait("retry-after", "Sun, 09 Sep 2001 01:46:10 GMT") == 0)
    #expect(wait("retry-after", "1e300") == 86_400)
    for odd in ["", "soon", "-1", "nan", "inf", "Sun, 99 Foo 2001 01:47:10 GMT", "Sun, 09 Sep 2001 99:47:10 GMT"] {
      #expect(wait("retry-after", odd) == nil, "\(odd)")
    }
  }

  private func play(_ act: (Remote, StandIn) async throws -> Void) async throws {
    let standIn = try StandIn()
    let connection = ProviderConnection(
      id: "mine", baseUrl: standIn.base(of: "pixazo"), key: "sekret", options: JSON.Object())
    try await act(
      Remote(connection, client: Client(), credentials: ["ocp-apim-subscription-key": "sekret"]), standIn)
    await standIn.stop()
  }

  @Test("an answer or a picture without an end is given up at its limit")
  func endless() async throws {
    try await play { remote, standIn in
      standIn.stage.play([.init(.submission, .endless), .init(.picture, .endless)])
      var call = Remote.Call.submit("/flux-2-klein-4b/v1/generateImage", patience: .seconds(30)).json { json in
        json.field("prompt", "x")
      }
      call.limit = 1 << 20
      let garbage = await #expect(throws: ProviderFailure.self) { try await remote.call(call) }
      #expect(garbage?.code == .garbage && garbage?.effect == .taken)

      var fetch = PictureFetch(remote)
      fetch.most = 1 << 20
      let address = remote.url("/files/0.png")
      let large = await #expect(throws: ProviderFailure.self) { try await fetch.picture(.address(address)) }
      #expect(large?.code == .garbage && large?.effect == .taken)
    }
  }

  @Test("a call never leaves the origin that the owner set, even to an address that looks like it")
  func reach() async throws {
    try await play { remote, standIn in
      let other = try StandIn()
      var call = Remote.Call.follow("/")
      call.address = other.base(of: "pixazo") + "/v2/requests/status/x"
      let failure = await #expect(throws: ProviderFailure.self) { try await remote.call(call) }
      #expect(failure?.code == .refused && other.stage.heard().isEmpty)

      let url = other.stage.keep(Specimen.png(), for: "pixazo")
      let refused = await #expect(throws: ProviderFailure.self) {
        try await PictureFetch(remote).picture(.address(url))
      }
      #expect(refused?.code == .refused && other.stage.heard().isEmpty)
      await other.stop()
    }
  }

  @Test("polling outlives what may pass, ends at what may not, and gives up in the end")
  func polling() async throws {
    let passing = ProviderFailure(.unavailable, "Away.", effect: .taken)
    let polling = Polling(every: .milliseconds(1), atMost: .seconds(60), name: "mine")
    var left = 3
    let done = try await polling { () throws -> Int? in
      left -= 1
      if left == 1 { throw passing }
      return left == 0 ? 5 : nil
    }
    #expect(done == 5)

    var impatient = polling
    impatient.patience = .zero
    let lost = await #expect(throws: ProviderFailure.self) { try await impatient { () -> Int? in throw passing } }
    #expect(lost?.code == .outcomeUnknown && lost?.effect == .unknown)

    let final = ProviderFailure(.contentRefused, "No.", effect: .taken)
    let ended = await #expect(throws: ProviderFailure.self) { try await polling { () -> Int? in throw final } }
    #expect(ended == final)

    var brief = polling
    brief.atMost = .zero
    let late = await #expect(throws: ProviderFailure.self) { try await brief { () -> Int? in nil } }
    #expect(late?.code == .timeout && late?.effect == .taken)
  }
}
