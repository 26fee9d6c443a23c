/// Bytes as text that needs no quoting in a shell or a URL (RFC 4648, section 5, without padding).
enum Base64URL {
  private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var characters: [UInt8] = []
    var (bits, count) = (0, 0)
    for byte in bytes {
      (bits, count) = (bits << 8 | Int(byte), count + 8)
      while count >= 6 {
        count -= 6
        characters.append(alphabet[bits >> count & 63])
      }
      bits &= 63
    }
    if count > 0 { characters.append(alphabet[bits << (6 - count) & 63]) }
    return String(decoding: characters, as: UTF8.self)
  }

  /// - Parameter place: where in a longer text this one begins, for the error.
  static func bytes(_ text: Substring, at place: Int) throws(TokenError) -> [UInt8] {
    var bytes: [UInt8] = []
    var (bits, count) = (0, 0)
    for (index, character) in text.enumerated() {
      guard let ascii = character.asciiValue, let value = alphabet.firstIndex(of: ascii) else {
        throw .character(character, place: place + index + 1)
      }
      (bits, count) = (bits << 6 | value, count + 6)
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(bits >> count & 0xff))
      bits &= 1 << count - 1
    }
    return bytes
  }
}
