import Crypto
import Testing

@Suite("Seal") struct SealTests {
  private let key = Token.random(bytes: Seal.keyLength)
  private let place = Array("grok\0https://api.x.ai:443".utf8)
  private let secret = Array("xai-0123456789".utf8)

  @Test("what was sealed opens again, at its place and with its key alone")
  func opens() throws {
    let seal = try #require(Seal(key: key))
    let sealed = seal.close(secret, at: place)
    #expect(seal.open(sealed, at: place) == secret)
    #expect(seal.open(sealed, at: place + [0]) == nil)
    #expect(seal.open(sealed, at: []) == nil)
    let other = try #require(Seal(key: Token.random(bytes: Seal.keyLength)))
    #expect(other.open(sealed, at: place) == nil)
  }

  @Test("one changed bit anywhere, or a piece that is missing, and it stays shut")
  func tampered() throws {
    let seal = try #require(Seal(key: key))
    let sealed = seal.close(secret, at: place)
    for index in sealed.indices {
      var altered = sealed
      altered[index] ^= 1
      #expect(seal.open(altered, at: place) == nil, "\(index)")
      #expect(seal.open(Array(sealed[..<index]), at: place) == nil, "\(index)")
    }
  }

  @Test("the same secret never looks the same, and nothing of it shows")
  func fresh() throws {
    let seal = try #require(Seal(key: key))
    let one = seal.close(secret, at: place), two = seal.close(secret, at: place)
    #expect(one != two)
    #expect(one.ranges(of: secret.prefix(4)).isEmpty)
    #expect(seal.open(seal.close([], at: place), at: place) == [])
  }

  @Test("a key of another length is no key", arguments: [0, 31, 33])
  func lengths(count: Int) {
    #expect(Seal(key: [UInt8](repeating: 1, count: count)) == nil)
  }
}
