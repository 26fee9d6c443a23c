/// What a store keeps of one user: which of the sessions that are bound to the user go on.
///
/// ```
/// 0   8  "FSUSER", a zero, the format (1)
/// 8   8  when all were ended last, in nanoseconds since 1970
/// 16  8  the number of entries
/// 24     of each entry 56 bytes: handle (16), login, last use, idle lifetime (0: none), absolute deadline (largest: none),
///        length of the device's text (4) and of the address (4)
///        of each entry the two texts, in UTF-8
/// ```
/// Numbers are little-endian. What is asked at every request, whether a handle is there, reads the entries alone.
package struct UserRecord: Equatable, Sendable {
  package struct Entry: Equatable, Sendable {
    package let handle: SessionHandle
    package var loginTime: Timestamp
    package var use: UserSessionUse
    package var device: String
    package var address: String

    package init(
      handle: SessionHandle, loginTime: Timestamp, use: UserSessionUse, device: String, address: String
    ) {
      self.handle = handle
      self.loginTime = loginTime
      self.use = use
      self.device = device
      self.address = address
    }
  }

  /// A login that began before is refused.
  package var endTime: Timestamp
  package var entries: [Entry]

  static let headerSize = 24
  static let entrySize = 56
  private static let magic = Array("FSUSER\0".utf8)
  private static let format: UInt8 = 1

  package init() {
    endTime = Timestamp(nanosecondsSince1970: .min)
    entries = []
  }

  /// - Throws: `corrupt`; `incompatibleStore` for what a newer version wrote.
  package init(_ bytes: [UInt8]) throws(SessionError) {
    let count = try Self.entryCount(bytes)
    endTime = Timestamp(nanosecondsSince1970: bytes.integer(at: 8))
    entries = []
    var text = Self.headerSize + count * Self.entrySize
    for index in 0..<count {
      let offset = Self.headerSize + index * Self.entrySize
      let lengths = bytes.span.word(at: offset + 48)
      let device = try Self.text(bytes, &text, Int(lengths & 0xffff_ffff))
      let address = try Self.text(bytes, &text, Int(lengths >> 32))
      entries.append(
        Entry(
          handle: bytes.handle(at: offset), loginTime: Timestamp(nanosecondsSince1970: bytes.integer(at: offset + 16)),
          use: bytes.use(at: offset), device: device, address: address))
    }
    guard text == bytes.count else { throw Self.damaged }
  }

  package var bytes: [UInt8] {
    var bytes = Self.magic + [Self.format]
    bytes.reserveCapacity(Self.headerSize + entries.count * (Self.entrySize + 40))
    bytes.append(endTime.nanosecondsSince1970)
    bytes.append(Int64(entries.count))
    for entry in entries {
      bytes.append(Int64(bitPattern: entry.handle.high))
      bytes.append(Int64(bitPattern: entry.handle.low))
      bytes.append(entry.loginTime.nanosecondsSince1970)
      bytes.append(entry.use.lastUseTime.nanosecondsSince1970)
      bytes.append(entry.use.idleTimeout?.clampedNanoseconds ?? 0)
      bytes.append((entry.use.absoluteDeadline ?? .distantFuture).nanosecondsSince1970)
      bytes.append(Int64(entry.device.utf8.count) | Int64(entry.address.utf8.count) << 32)
    }
    for entry in entries { bytes += Array(entry.device.utf8) + Array(entry.address.utf8) }
    return bytes
  }

  /// How a session is used, if it is in a record; `nil` where it is not.
  /// - Throws: as `init`; what comes behind the entries is not looked at.
  package static func use(of handle: SessionHandle, in bytes: [UInt8]) throws(SessionError) -> UserSessionUse? {
    for index in 0..<(try entryCount(bytes)) {
      let offset = headerSize + index * entrySize
      if bytes.handle(at: offset) == handle { return bytes.use(at: offset) }
    }
    return nil
  }

  private static func entryCount(_ bytes: [UInt8]) throws(SessionError) -> Int {
    guard bytes.count >= headerSize, bytes.starts(with: magic) else { throw damaged }
    guard bytes[magic.count] == format else {
      throw SessionError(
        .incompatibleStore, "what is stored of the user is of a newer version; let no older one run beside it")
    }
    let count = bytes.integer(at: 16)
    guard count >= 0, count <= Int64((bytes.count - headerSize) / entrySize) else { throw damaged }
    return Int(count)
  }

  private static func text(_ bytes: [UInt8], _ offset: inout Int, _ count: Int) throws(SessionError) -> String {
    guard count <= bytes.count - offset, let text = String(validating: bytes[offset..<offset + count], as: UTF8.self)
    else { throw damaged }
    offset += count
    return text
  }

  private static var damaged: SessionError {
    SessionError(
      .corrupt, "what is stored of the user is damaged; the user's sessions end, and the next login begins anew")
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ integer: Int64) {
    for index in 0..<8 { append(UInt8(truncatingIfNeeded: integer >> Int64(8 * index))) }
  }

  fileprivate func integer(at offset: Int) -> Int64 { Int64(bitPattern: span.word(at: offset)) }

  fileprivate func handle(at offset: Int) -> SessionHandle {
    SessionHandle(high: span.word(at: offset), low: span.word(at: offset + 8))
  }

  fileprivate func use(at offset: Int) -> UserSessionUse {
    let (idle, absolute) = (integer(at: offset + 32), integer(at: offset + 40))
    return UserSessionUse(
      lastUseTime: Timestamp(nanosecondsSince1970: integer(at: offset + 24)),
      idleTimeout: idle == 0 ? nil : .nanoseconds(idle),
      absoluteDeadline: absolute == .max ? nil : Timestamp(nanosecondsSince1970: absolute))
  }
}
