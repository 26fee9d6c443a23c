#if Crypto
internal import Crypto
public import FileSessions
#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A secret of the program's that `SealedSessionStore` seals payloads or hides names with.
///
/// It never prints as itself. Keep it where the sessions are not: somebody who has both has the keyed sessions.
public struct SessionKey: Sendable, CustomStringConvertible {
  /// A shorter key is refused: 32 bytes.
  public static let minimumByteCount = 32
  static let identifierByteCount = 8

  /// What a sealed payload names the key by: 16 hexadecimal digits. They are derived from it, and no secret.
  public let identifier: String
  let identifierBytes: [UInt8]
  let sealing: SymmetricKey
  let naming: SymmetricKey

  /// A key, from bytes that nobody can guess: of `/dev/urandom` or a key service, not of a password.
  /// - Parameter bytes: 32 of them, or more.
  /// - Throws: `SessionError` with `invalidConfiguration` for fewer.
  public init(_ bytes: [UInt8]) throws(SessionError) {
    guard bytes.count >= Self.minimumByteCount else {
      throw SessionError(
        .invalidConfiguration,
        "a session key of \(bytes.count) bytes is too short: make one of \(Self.minimumByteCount) random bytes, "
          + "as by head -c \(Self.minimumByteCount) /dev/urandom")
    }
    let secret = SymmetricKey(data: bytes)
    // What is derived for one purpose tells nothing of what is derived for another.
    func derive(_ purpose: String, _ count: Int) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Array(purpose.utf8), outputByteCount: count)
    }
    sealing = derive("FileSessions sealing", 32)
    naming = derive("FileSessions naming", 32)
    identifierBytes = unsafe derive("FileSessions identifier", Self.identifierByteCount).withUnsafeBytes {
      unsafe Array($0)
    }
    identifier = Self.text(identifierBytes)
  }

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The identifier, never the key.
  public var description: String { "SessionKey(\(identifier))" }
}

extension SessionKey: CustomReflectable {
  /// `dump` shows no key either.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension SymmetricKey {
  /// HMAC-SHA256 of what is secret in an id: of a random one its 256 bits, of a keyed one its digest.
  func code(of id: SessionID) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(id.text.utf8), using: self))
  }
}
#endif
