import Domain

/// We could not do our part.
struct Broken: Error {
  let fault: GenerationFault

  init(_ code: GenerationFault.Code, _ detail: String) { fault = GenerationFault(code, detail) }

  init(_ failure: Failure) {
    switch failure.code {
    case .storageFull: self.init(.storageFull, failure.detail)
    case .unsupportedMediaType, .invalidImage:
      self.init(.invalidImage, "The provider gave a picture that cannot be taken: \(failure.detail)")
    default: self.init(.interrupted, failure.detail)
    }
  }
}

extension GenerationStanding.OpenCall {
  init(_ call: GenerationCall, repeats: Bool) {
    self = call.ticket != nil ? .ticketed : repeats ? .repeatable : .sent
  }
}
