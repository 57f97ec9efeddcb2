import Domain
import HTTP

/// Reads the description of one model and keeps all that is wrong with it.
struct GenericReader {
  struct Request {
    var method = HTTP.Method.post
    var path = GenericTemplate("/")
    var headers: [(name: String, value: GenericTemplate)] = []
    var body: GenericTemplate?

    var slots: [String] { path.slots + headers.flatMap(\.value.slots) + (body?.slots ?? []) }
  }

  private let json: JSON
  private let place: String
  private let keyHeader: String
  var faults: OptionFaults

  init(_ json: JSON, at place: String, keyHeader: String, _ faults: OptionFaults) {
    self.json = json
    self.place = place
    self.keyHeader = keyHeader
    self.faults = faults
  }

  private static let fields = [
    "name", "title", "family", "request", "pictures", "seed", "error", "cost", "job", "parameters", "sizes",
    "imagesPerCall", "pricePerImage", "needsPicture",
  ]

  mutating func model() -> GenericModel? {
    let before = faults.count
    faults.refuseStrangers(in: json, but: Self.fields, at: place)
    let name = faults.name(json["name"], at: place + "/name") ?? ""
    let title = json["title"] == nil ? name : faults.name(json["title"], at: place + "/title") ?? ""
    let family = faults.family(json["family"], naming: title + " " + name, at: place + "/family")
    let request = request()
    let job = json["job"].flatMap { self.job($0) }
    if json["needsPicture"] != nil, json["needsPicture"]?.bool == nil {
      faults.note(place + "/needsPicture", .type, "Must be true or false.")
    }
    let model = GenericModel(
      name: name, title: title, family: family, reader: &self, request: request, job: job,
      needsPicture: json["needsPicture"]?.bool ?? false)
    return faults.count > before ? nil : model
  }

  // The request.

  private mutating func request() -> Request {
    let at = place + "/request"
    var request = Request()
    guard let json = json["request"] else {
      faults.note(at, .required, "Must say how pictures are asked for.")
      return request
    }
    faults.refuseStrangers(in: json, but: ["method", "path", "headers", "body"], at: at)
    if let word = json["method"] {
      if let method = word.string.flatMap({ HTTP.Method(rawValue: $0.uppercased()) }),
        [.get, .post, .put].contains(method)
      {
        request.method = method
      } else {
        faults.note(at + "/method", .format, "Must be GET, POST or PUT.")
      }
    }
    request.path = address(json["path"], at: at + "/path") ?? request.path
    request.headers = headers(json["headers"], at: at + "/headers")
    if let body = json["body"] {
      request.body = GenericTemplate(body)
      if case .object = body {} else { faults.note(at + "/body", .type, "Must be an object.") }
      if request.method == .get { faults.note(at + "/body", .format, "A GET has no body.") }
    }
    if !request.slots.contains(GenericSlot.prompt.rawValue) {
      faults.note(at + "/body", .required, "Must have {{prompt}} somewhere, or the prompt goes nowhere.")
    }
    return request
  }

  private mutating func address(_ json: JSON?, at: String) -> GenericTemplate? {
    let isPlain = json?.string?.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 < 0x80 } == true
    guard let path = json?.string, isPlain, path.hasPrefix("/"), !path.hasPrefix("//"), path.utf8.count <= 2_000 else {
      faults.note(at, .format, "Must be a path under the base URL that starts with one slash, without spaces.")
      return nil
    }
    return GenericTemplate(path)
  }

  private mutating func headers(_ json: JSON?, at: String) -> [(name: String, value: GenericTemplate)] {
    guard let json else { return [] }
    guard case .object(let object) = json, object.members.count <= 30 else {
      faults.note(at, .type, "Must be an object of at most 30 header fields.")
      return []
    }
    let ours = ["host", "content-length", "transfer-encoding", "connection", "content-type", keyHeader.lowercased()]
    return object.members.compactMap { member in
      let name = member.name
      guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.separators.contains($0) }),
        let value = member.value.string
      else {
        faults.note("\(at)/\(name.prefix(100))", .format, "Must be a header field with a text as its value.")
        return nil
      }
      guard !ours.contains(name.lowercased()) else {
        faults.note("\(at)/\(name)", .readOnly, "Is set by Pixazo itself; a key belongs into the connection's key.")
        return nil
      }
      return (name, GenericTemplate(value))
    }
  }

  private static let separators = Set("()<>@,;:\\\"/[]?={}".utf8)

  // The job.

  private mutating func job(_ json: JSON) -> GenericModel.Job? {
    let at = place + "/job"
    faults.refuseStrangers(
      in: json, but: ["id", "poll", "state", "done", "failed", "progress", "result", "cancel"], at: at)
    guard let state = path(json["state"], at: at + "/state") else {
      if json["state"] == nil { faults.note(at + "/state", .required, "Must say where the job's state is.") }
      return nil
    }
    let done = words(json["done"], at: at + "/done")
    if done.isEmpty { faults.note(at + "/done", .required, "Must list the states that mean that it is done.") }
    var job = GenericModel.Job(state: state, done: done, failed: words(json["failed"], at: at + "/failed"))
    job.id = path(json["id"], at: at + "/id")
    if let poll = step(json["poll"], at: at + "/poll", hasId: job.id != nil) {
      job.poll = poll
    } else if json["poll"] == nil {
      faults.note(at + "/poll", .required, "Must say where to ask: {\"path\": \"/jobs/{{job}}\"} or {\"at\": \"url\"}.")
    }
    job.progress = path(json["progress"], at: at + "/progress")
    job.result = json["result"].flatMap { step($0, at: at + "/result", hasId: job.id != nil) }
    job.cancel = json["cancel"].flatMap { step($0, at: at + "/cancel", hasId: job.id != nil, method: .post) }
    return job
  }

  private mutating func step(
    _ json: JSON?, at: String, hasId: Bool, method: HTTP.Method = .get
  ) -> GenericModel.Step? {
    guard let json else { return nil }
    faults.refuseStrangers(in: json, but: ["method", "path", "at"], at: at)
    var step = GenericModel.Step(method: method)
    if let word = json["method"] {
      if let method = word.string.flatMap({ HTTP.Method(rawValue: $0.uppercased()) }), method != .other, method != .head
      {
        step.method = method
      } else {
        faults.note(at + "/method", .format, "Must be a method such as GET, POST, PUT or DELETE.")
      }
    }
    if json["at"] != nil {
      step.address = path(json["at"], at: at + "/at")
    } else {
      step.path = address(json["path"], at: at + "/path")
      if let path = step.path, path.slots.contains("job"), !hasId {
        faults.note(at + "/path", .format, "Has {{job}}, but nothing says where the job's id is (id).")
      }
      for slot in step.path?.slots ?? [] where slot != "job" && GenericSlot(slot) == nil {
        faults.note(at + "/path", .format, "There is no {{\(slot.prefix(50))}} here.")
      }
    }
    return step
  }

  private mutating func words(_ json: JSON?, at: String) -> [String] {
    guard let json else { return [] }
    let words = (json.array ?? [json]).prefix(50).compactMap {
      ($0.string ?? $0.int.map { "\($0)" } ?? $0.bool.map { "\($0)" })?.lowercased()
    }
    if words.isEmpty { faults.note(at, .type, "Must be a list of words.") }
    return words
  }

  // What is read by the model itself.

  mutating func path(_ name: String) -> GenericPath? { path(json[name], at: "\(place)/\(name)") }

  private mutating func path(_ json: JSON?, at: String) -> GenericPath? {
    guard let json else { return nil }
    if let path = json.string.flatMap({ GenericPath($0) }) { return path }
    faults.note(at, .format, "Must be a place in the answer, such as \"data[*].url\".")
    return nil
  }

  mutating func number(_ name: String, _ range: ClosedRange<Int>) -> Int? {
    guard let value = json[name] else { return nil }
    if let number = value.int.flatMap({ Int(exactly: $0) }), range.contains(number) { return number }
    faults.note("\(place)/\(name)", .type, "Must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    return nil
  }

  mutating func sizes() -> [ModelCard.Size] {
    guard let json = json["sizes"] else { return [] }
    let sizes = (json.array ?? []).prefix(100).compactMap { item -> ModelCard.Size? in
      let sides = item.string?.split(separator: "x").compactMap { Int($0) } ?? []
      guard sides.count == 2, sides.allSatisfy({ (64...4_096).contains($0) }) else { return nil }
      return ModelCard.Size(sides[0], sides[1])
    }
    if sizes.isEmpty || sizes.count != json.array?.count {
      faults.note(place + "/sizes", .format, "Must be a list of sizes such as \"1024x1024\".")
    }
    return sizes
  }

  /// What the slots ask for, with what the owner says of each.
  mutating func parameters(_ request: Request, _ tuning: Tuning) -> [ModelCard.Parameter] {
    let declared: JSON.Object
    if case .object(let object)? = json["parameters"] { declared = object } else { declared = JSON.Object() }
    if json["parameters"] != nil, case .object? = json["parameters"] {
    } else if json["parameters"] != nil {
      faults.note(place + "/parameters", .type, "Must be an object of parameters by their names.")
    }
    var names: [String] = []
    for slot in request.slots {
      guard let known = GenericSlot(slot) else {
        if declared[slot] == nil {
          faults.note(
            place + "/request", .format,
            "{{\(slot.prefix(50))}} is neither a field of recipes nor one of this model's parameters.")
        } else if !names.contains(slot) {
          names.append(slot)
        }
        continue
      }
      for name in known.parameters where !names.contains(name) { names.append(name) }
    }
    for member in declared.members where !names.contains(member.name) {
      faults.note(
        "\(place)/parameters/\(member.name.prefix(100))", .unknownField, "The request has no slot for it.")
    }
    return names.map { name in
      let parameter = ParameterForm.known(name, tuning) ?? ParameterForm.guessed(name, from: declared[name]?["default"])
      return ParameterForm.adjusted(parameter, declared[name], &faults, at: "\(place)/parameters/\(name)")
    }
  }
}
