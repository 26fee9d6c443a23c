/// Why a text is no token.
public enum TokenError: Error, Hashable, Sendable, CustomStringConvertible {
  case prefix
  /// Made by a version that writes tokens differently.
  case version(String)
  /// - Parameter place: from 1.
  case character(Character, place: Int)
  /// Cut, or mistyped.
  case checksum
  case strategy(String)
  case content(String)

  public var description: String {
    switch self {
    case .prefix: "a token begins with '\(Token.prefix)\(Token.version).'"
    case .version(let found):
      "the token is of version '\(found)'; this program reads version \(Token.version): let it compute the schedule again"
    case .character(let character, let place): "'\(character)' (character \(place)) is none of a token's characters"
    case .checksum: "the token's checksum does not fit: it was cut or mistyped"
    case .strategy(let words): "the token's strategy cannot be read: \(words)"
    case .content(let words): "the token's content makes no sense: \(words)"
    }
  }
}
