/// Counts texts as rows lend them: one that was seen before costs neither a string nor a copy.
struct TextTally {
  private var places: [UInt64: Int] = [:]
  private(set) var texts: [(bytes: [UInt8], count: Int)] = []
  /// Where the last one stands: rows that lie beside each other are often alike.
  private var last = 0

  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    if !isSame(last, text) { last = place(of: text) }
    texts[last].count += 1
  }

  private mutating func place(of text: UnsafeBufferPointer<UInt8>) -> Int {
    // FNV-1a; those that meet are told apart by what they are.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    while let place = places[hash] {
      if isSame(place, text) { return place }
      hash &+= 1
    }
    places[hash] = texts.count
    texts.append((Array(text), 0))
    return texts.count - 1
  }

  private func isSame(_ place: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    place < texts.count && texts[place].bytes.count == text.count && texts[place].bytes.elementsEqual(text)
  }
}
