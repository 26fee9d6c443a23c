#if Crypto
internal import Crypto
internal import FileSessions
#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Seals payloads with the first of its keys, and opens what any of them has sealed. A sealed payload is
///
/// | from byte | size | what |
/// |---|---|---|
/// | 0 | 1 | format: 1 |
/// | 1 | 8 | identifier of the key |
/// | 9 | 12 | nonce, random |
/// | 21 | | the payload under AES-256-GCM, with what stands before the nonce as additional data |
/// | | 16 | tag |
///
/// 1. Each session has an AES key of its own, derived from the key and the id: HMAC-SHA256. So a payload opens under
///    the id it was sealed for, and no other.
/// 2. That also keeps random nonces apart: they may be drawn 2^32 times under one AES key (SP 800-38D, 8.3), which is
///    now four thousand million saves of one session, and not of all.
struct KeyRing: Sendable {
  private static let format: UInt8 = 1
  private static let headerByteCount = 1 + SessionKey.identifierByteCount
  /// By how much a sealed payload is longer.
  static let overheadByteCount = headerByteCount + 12 + 16

  private let keys: [SessionKey]
  private let sealingKey: SessionKey

  init(_ keys: [SessionKey]) throws(SessionError) {
    guard let first = keys.first else {
      throw SessionError(.invalidConfiguration, "there is no key: the first one seals, so give one at least")
    }
    guard Set(keys.map(\.identifier)).count == keys.count else {
      throw SessionError(.invalidConfiguration, "a key is given twice: name each once, the one that seals first")
    }
    self.keys = keys
    sealingKey = first
  }

  func seal(_ payload: [UInt8], for id: SessionID) throws -> [UInt8] {
    var sealed = [Self.format] + sealingKey.identifierBytes
    let box = try AES.GCM.seal(payload, using: Self.key(of: id, sealingKey), authenticating: sealed)
    sealed.reserveCapacity(payload.count + Self.overheadByteCount)
    sealed.append(contentsOf: box.nonce)
    sealed.append(contentsOf: box.ciphertext)
    sealed.append(contentsOf: box.tag)
    return sealed
  }

  /// The same where `sealed` is there already. It stays if it is this payload under the first key, so that the store
  /// beneath sees that there is nothing to write.
  func seal(_ payload: [UInt8], for id: SessionID, replacing sealed: [UInt8]) throws -> [UInt8] {
    let mayStay =
      sealed.count == payload.count + Self.overheadByteCount
      && sealed[1..<Self.headerByteCount].elementsEqual(sealingKey.identifierBytes)
    if mayStay, try open(sealed, of: id) == payload { return sealed }
    return try seal(payload, for: id)
  }

  /// - Throws: `corrupt` for what was not sealed for this id, with one of the keys, as it is.
  func open(_ sealed: [UInt8], of id: SessionID) throws(SessionError) -> [UInt8] {
    guard sealed.count >= Self.overheadByteCount, sealed[0] == Self.format else {
      throw Self.corrupt("is not sealed, or in a format that this version does not know")
    }
    let identifier = sealed[1..<Self.headerByteCount]
    guard let key = keys.first(where: { $0.identifierBytes.elementsEqual(identifier) }) else {
      throw Self.corrupt(
        "is sealed with the key \(SessionKey.text(identifier)), which is not among the keys: "
          + "if it was retired too early, add it behind the others")
    }
    do {
      let box = try AES.GCM.SealedBox(combined: sealed[Self.headerByteCount...])
      let header = sealed[..<Self.headerByteCount]
      return [UInt8](try AES.GCM.open(box, using: Self.key(of: id, key), authenticating: header))
    } catch {
      throw Self.corrupt("does not open: it was changed, or is another session's")
    }
  }

  private static func key(of id: SessionID, _ key: SessionKey) -> SymmetricKey {
    SymmetricKey(data: key.sealing.code(of: id))
  }

  private static func corrupt(_ what: String) -> SessionError {
    SessionError(.corrupt, "the session's payload \(what). Treat it as no session; put or delete replaces or ends it")
  }
}
#endif
