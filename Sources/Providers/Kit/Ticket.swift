import Domain

/// What finds work again at a provider after a crash: a job, or pictures that only have to be brought here.
struct Ticket: Sendable, Equatable {
  var job: String?
  /// Where to ask about the job, when the provider said.
  var address: String?
  /// Addresses.
  var pictures: [String] = []

  init(job: String, address: String? = nil) {
    self.job = job
    self.address = address
  }

  /// Nil unless all of them are addresses: bytes that are here already need no ticket.
  init?(_ sources: [PictureSource]) {
    pictures = sources.compactMap(\.address)
    guard !sources.isEmpty, pictures.count == sources.count else { return nil }
  }

  var text: String {
    var json = JSONWriter()
    json.object { json in
      if let job { json.field("job", job) }
      if let address { json.field("address", address) }
      if !pictures.isEmpty { json.field("pictures", pictures) }
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// Throws when it is none of ours: what became of the work, nobody can tell then.
  init(_ text: String, of name: String) throws(ProviderFailure) {
    let json = (try? JSON(parsing: Array(text.utf8))) ?? .null
    job = json["job"]?.string
    address = json["address"]?.string
    pictures = (json["pictures"]?.array ?? []).compactMap(\.string)
    guard job != nil || !pictures.isEmpty else {
      throw ProviderFailure(.outcomeUnknown, "What \(name) was doing cannot be found again.", effect: .unknown)
    }
  }
}

extension Ticket {
  /// Its pictures; throws when it names none.
  func addresses(of name: String) throws(ProviderFailure) -> [PictureSource] {
    guard !pictures.isEmpty else {
      throw ProviderFailure(.outcomeUnknown, "What \(name) was doing cannot be found again.", effect: .unknown)
    }
    return pictures.map { .address($0) }
  }
}
