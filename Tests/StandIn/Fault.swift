package import Domain
import HTTP
import Support

/// What goes wrong with a call.
package enum Fault: Sendable, Equatable {
  /// As usual, but only after so long.
  case delay(milliseconds: Int)
  /// The line is cut without a byte of an answer; `taken` says whether the work was.
  case cut(taken: Bool)
  /// The line is cut in the middle of the right answer.
  case cutWithin
  /// Nothing ever comes.
  case silence
  case status(Int, retryAfter: String? = nil, body: String? = nil)
  /// The right answer with some bytes changed, by this seed.
  case mangled(UInt64)
  // A good status with this in place of the answer, or of the picture.
  case html, nothing, noise, endless
  /// JSON of no shape that anybody knows.
  case strange
  case redirect(to: String)
  /// Of a streamed answer in words, at `Place.reply`.
  case stream(StreamFault)
  /// A stream of events with these data, and its end.
  case events([String])
  // Pictures only.
  /// Of a format that is not read here.
  case foreign
  /// Not the size that was asked for.
  case otherSize

  /// Which calls it befalls.
  package struct Plan: Sendable {
    let place: Place
    let fault: Fault
    /// Nil means all of them.
    var times: Int?

    package init(_ place: Place, _ fault: Fault, times: Int? = nil) {
      self.place = place
      self.fault = fault
      self.times = times
    }

    /// Reads `{"at": "submission", "fault": "status", "status": 429, "times": 2, …}`; nil for anything else.
    package init?(_ json: JSON) {
      guard let place = json["at"]?.string.flatMap(Place.init), let fault = Fault(json) else { return nil }
      self.init(place, fault, times: json["times"]?.int.map { Int($0) })
    }
  }

  private init?(_ json: JSON) {
    switch json["fault"]?.string {
    case "delay": self = .delay(milliseconds: Int(json["milliseconds"]?.int ?? 1_000))
    case "cut": self = .cut(taken: json["taken"]?.bool ?? true)
    case "cutWithin": self = .cutWithin
    case "silence": self = .silence
    case "status":
      let retryAfter = json["retryAfter"].map { $0.string ?? String($0.int ?? 1) }
      self = .status(Int(json["status"]?.int ?? 500), retryAfter: retryAfter, body: json["body"]?.string)
    case "mangled": self = .mangled(UInt64(json["seed"]?.int ?? 0))
    case "html": self = .html
    case "nothing": self = .nothing
    case "noise": self = .noise
    case "endless": self = .endless
    case "strange": self = .strange
    case "redirect": self = .redirect(to: json["to"]?.string ?? "http://127.0.0.1:1/")
    case "events": self = .events((json["data"]?.array ?? []).compactMap(\.string))
    case "stream":
      guard let fault = json["what"]?.string.flatMap(StreamFault.init) else { return nil }
      self = .stream(fault)
    case "foreign": self = .foreign
    case "otherSize": self = .otherSize
    default: return nil
    }
  }

  /// What stands in place of a picture's bytes; nil when that is not what goes wrong.
  var insteadOfPicture: [UInt8]? {
    switch self {
    case .html: Self.page
    case .nothing: []
    case .noise: Self.noiseBytes
    case .foreign: Specimen.gif
    case .strange: Array(#"{"picture":"soon"}"#.utf8)
    default: nil
    }
  }

  /// Whether it is the picture that is wrong, however it travels.
  var isOfPictures: Bool { insteadOfPicture != nil || self == .otherSize }

  static let page = Array("<!doctype html><html><head><title>Sign in, please</title></head><body></body></html>".utf8)

  static let noiseBytes: [UInt8] = {
    var random = SplitMix(state: 7)
    return (0..<300).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }()
}
