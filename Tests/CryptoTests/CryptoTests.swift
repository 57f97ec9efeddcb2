import Crypto
import Testing

@Suite("Crypto")
struct CryptoTests {
  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test("SHA-256 gives the published digests, in one go and piece by piece")
  func sha256() {
    #expect(hex(Digest.sha256([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hex(Digest.sha256(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    var running = RunningDigest()
    for piece in ["a", "", "bc"] { running.update(Array(piece.utf8)) }
    #expect(running.digest() == Digest.sha256(Array("abc".utf8)))
  }

  @Test("HMAC gives the digests of RFC 4231, also for a key longer than a block")
  func hmac() {
    #expect(
      hex(Digest.hmac(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      hex(
        Digest.hmac(
          Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
          key: [UInt8](repeating: 0xAA, count: 131)))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test("random bytes have the length asked for and do not come twice")
  func random() {
    #expect(Token.random(bytes: 0).isEmpty)
    #expect(Token.random(bytes: -1).isEmpty)
    #expect(Set((0..<100).map { _ in Token.random(bytes: 16) }).count == 100)
    #expect(Token.random(bytes: 32).count == 32)
  }

  @Test("comparing looks at every byte and at the length")
  func equal() {
    #expect(Token.equal([1, 2, 3], [1, 2, 3]))
    #expect(!Token.equal([1, 2, 3], [1, 2, 4]))
    #expect(!Token.equal([1, 2, 3], [1, 2]))
    #expect(Token.equal([], []))
  }

  @Test("Base64 for addresses goes there and back", arguments: 0..<70)
  func base64(count: Int) {
    let bytes = Token.random(bytes: count)
    let text = Base64URL.encode(bytes)
    #expect(Base64URL.decode(text) == bytes)
    #expect(text.utf8.count == (count * 8 + 5) / 6)
  }

  @Test(
    "Base64 knows the vectors of RFC 4648 and takes nothing that it would not write",
    arguments: [
      "A", "Zg==", "Zh", "Zm9=", "Zm+v", "Zm/v", "Zm 9", "Zm9\0", "é",
    ])
  func strict(text: String) {
    #expect(Base64URL.encode(Array("foobar".utf8)) == "Zm9vYmFy")
    #expect(Base64URL.encode(Array("fo".utf8)) == "Zm8")
    #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
    #expect(Base64URL.decode(text) == nil)
  }
}
