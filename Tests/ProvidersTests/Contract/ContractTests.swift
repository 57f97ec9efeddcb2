import Domain
import HTTP
import Providers
import Raster
import StandIn
import Support
import Testing

/// What every kind of provider has to do, whatever its protocol.
@Suite("Contract of providers", .timeLimit(.minutes(5)))
struct ContractTests {
  @Test("every kind of the roster that calls a server is tried here")
  func everyKindIsTried() {
    let kinds = Roster.kinds(client: Client()).filter { $0.image != nil }.map(\.id)
    let tried = Set(Subject.all.map(\.kind) + Subject.withoutServer)
    #expect(kinds.filter { !tried.contains($0) } == [])
  }

  @Test("one picture of each model arrives whole, for one submission", arguments: Subject.all)
  func onePicture(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      for model in subject.models {
        let card = try await rig.card(model)
        let told = try await rig.run(rig.request("a lighthouse of \(model)", of: card))
        #expect(told.images.map(\.index) == [0], "\(model)")
        #expect(told.receipt?.costMicros == subject.costMicros, "\(model)")
        for image in told.images { try PictureFile(bytes: image.bytes).verify() }
        #expect(rig.stage.submissions["a lighthouse of \(model)"] == 1)
      }
      #expect(rig.stage.submissions.count == subject.models.count)
    }
  }

  @Test("a batch comes in one call, each picture in its place and unlike the others", arguments: Subject.all)
  func batch(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      for model in subject.models {
        let card = try await rig.card(model)
        guard card.limits.imagesPerCall > 1 else { continue }
        let count = min(3, card.limits.imagesPerCall)
        let told = try await rig.run(rig.request(of: card, count: count))
        #expect(told.images.map(\.index) == Array(0..<count), "\(model)")
        #expect(Set(told.images.map(\.bytes)).count == count, "\(model)")
      }
    }
  }

  @Test("a model that declares progress or previews shows them", arguments: Subject.all)
  func progress(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let card = try await rig.card()
      let isAsked = subject.kind == "webui" || subject.kind == "comfyui"
      let shows = isAsked ? card.capabilities.intersection([.progress, .previews]) : []
      // Who is asked beside its work may be done before anybody asks: here it works until all was told.
      rig.stage.isHeld = !shows.isEmpty
      let told = try await rig.run(rig.request(of: card)) { told in
        let isShown =
          (!shows.contains(.progress) || told.progress.contains { $0.fraction != nil })
          && (!shows.contains(.previews) || !told.previews.isEmpty)
        if isShown { rig.stage.isHeld = false }
      }
      let fractions = told.progress.compactMap(\.fraction)
      #expect(fractions.allSatisfy { (0...1).contains($0) } && fractions == fractions.sorted())
      #expect(!card.capabilities.contains(.progress) || !fractions.isEmpty)
      #expect(!card.capabilities.contains(.previews) || !told.previews.isEmpty)
      #expect(told.previews.allSatisfy { ImageFormat(sniffing: $0) != nil })
    }
  }

  @Test(
    "the ticket is told before the work is done, and finds the work again without another submission",
    arguments: Subject.all.filter(\.hasTickets))
  func tickets(_ subject: Subject) async throws {
    struct Crash: Error {}
    try await Rig.with(subject) { rig in
      for model in subject.models {
        let card = try await rig.card(model)
        let request = rig.request("of \(model)", of: card)
        let told = Told()
        rig.stage.isHeld = true
        // Whoever names the work itself tells the ticket before it is sent.
        let last = subject.namesItsWork ? 2 : 1
        await #expect(throws: Crash.self) {
          _ = try await rig.adapter.generate(request, ticket: nil) { news in
            told.add(news)
            if told.news.count >= last { throw Crash() }
          }
        }
        let ticket = try #require(told.tickets.first, "\(model)")
        // Progress may come from two sides at once.
        #expect(subject.namesItsWork ? told.news.count >= last : told.news.count == last, "\(model)")
        rig.stage.isHeld = false
        let resumed = try await rig.again().run(request, ticket: ticket)
        #expect(resumed.images.count == 1, "\(model)")
        #expect(rig.stage.submissions["of \(model)"] == 1)
      }
    }
  }

  @Test("every ticket that was told brings the pictures again without another submission", arguments: Subject.all)
  func lastTicket(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      let told = try await rig.run(request)
      #expect(!subject.keepsFiles || !told.tickets.isEmpty)
      for ticket in told.tickets {
        let again = try await rig.again().run(request, ticket: ticket)
        #expect(again.images.map(\.bytes) == told.images.map(\.bytes))
      }
      #expect(rig.stage.heard(.submission).count == 1)
    }
  }

  @Test("a ticket that makes no sense submits nothing", arguments: Subject.all)
  func strangeTickets(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for ticket in ["", "nonsense", "{}", "[1]", #"{"job":""}"#, #"{"job":"gone-7"}"#, #"{"pictures":["x"]}"#] {
        #expect(try await rig.failure(request, ticket: ticket) != nil, "\(ticket)")
      }
      #expect(rig.stage.heard(.submission).isEmpty)
    }
  }

  @Test("cancelling ends what would never end, at the provider too where its protocol can", arguments: Subject.all)
  func cancel(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let card = try await rig.card()
      let request = rig.request(of: card)
      rig.stage.isHeld = true
      let task = Task { try await rig.run(request) }
      await rig.stage.hears(.submission)
      if subject.hasTickets { await rig.stage.hears(.poll) }
      task.cancel()
      await #expect(throws: CancellationError.self) { _ = try await task.value }
      if card.capabilities.contains(.cancel) { await rig.stage.hears(.cancel) }
    }
  }

  @Test("the base URL may end in a slash, in a version or in neither", arguments: Subject.all)
  func baseURLs(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      for ending in ["", "/", "/v1", "/v1/"] {
        let rig = try Rig(subject, rig.standIn, base: ending)
        let told = try await rig.run(rig.request(of: rig.card()))
        #expect(told.images.count == 1, "\(ending)")
      }
    }
  }

  @Test("a check costs nothing and says what it found", arguments: Subject.all)
  func check(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      #expect(try await !rig.adapter.check().isEmpty)
      _ = try await rig.adapter.models()
      #expect(rig.stage.heard(.submission).isEmpty)
      let gone = try Rig(subject, rig.standIn, base: "http://127.0.0.1:1")
      let failure = await #expect(throws: ProviderFailure.self) { try await gone.adapter.check() }
      #expect(failure?.code == .unavailable)
    }
  }

  @Test("what a model declares holds together", arguments: Subject.all)
  func cards(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let cards = try await rig.adapter.models()
      #expect(!cards.isEmpty && Set(cards.map(\.id)).count == cards.count)
      for card in cards { #expect(card.complaints == [], "\(card.id)") }
      for option in rig.kind.options { #expect(option.complaints == [], "\(option.name)") }
    }
  }
}

extension ModelCard {
  /// What does not hold together; empty when all is well.
  var complaints: [String] {
    var complaints = parameters.flatMap { parameter in parameter.complaints.map { "\(parameter.name) \($0)" } }
    if provider != "mine" || model.isEmpty || name.isEmpty { complaints.append("is not named") }
    if kind == .image, capabilities.isDisjoint(with: [.textToImage, .imageToImage, .inpaint, .references]) {
      complaints.append("can do nothing")
    }
    if Set(parameters.map(\.name)).count != parameters.count { complaints.append("declares something twice") }
    let needs: [(Capability, String)] = [
      (.imageToImage, "initImageId"), (.inpaint, "maskImageId"), (.references, "referenceImageIds"),
    ]
    for (capability, parameter) in needs where capabilities.contains(capability) && self.parameter(parameter) == nil {
      complaints.append("can do \(capability) and takes no \(parameter)")
    }
    if limits.imagesPerCall < 1 { complaints.append("makes no picture") }
    if let unusable, unusable.isEmpty { complaints.append("does not say why it is unusable") }
    if model.contains("klein"), family != .fluxKlein { complaints.append("is of another family") }
    let (width, height) = (parameter("width")?.standard.int, parameter("height")?.standard.int)
    if !limits.sizes.isEmpty, let width, let height,
      !limits.sizes.contains(Size(Int(width), Int(height)))
    {
      complaints.append("has a usual size that is none of its sizes")
    }
    return complaints
  }
}

extension ModelCard.Parameter {
  var complaints: [String] {
    var complaints: [String] = []
    if name.isEmpty
      || !name.utf8.allSatisfy({
        Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8).contains($0)
      })
    {
      complaints.append("has no plain name")
    }
    if let least, let most, least > most { complaints.append("has no range") }
    if let standard = standard.double {
      if let least, standard < least { complaints.append("is usually too small") }
      if let most, standard > most { complaints.append("is usually too large") }
      if let least, let step {
        let steps = (standard - least) / step
        if abs(steps - steps.rounded()) > 1e-6 { complaints.append("is usually off its own grid") }
      }
    }
    if kind == .choice, options.isEmpty || (standard != .null && !options.contains(standard.string ?? "")) {
      complaints.append("is no choice")
    }
    return complaints
  }
}
