#if Hummingbird
/// What the driver stores under a key: one byte that says what follows.
///
///     0x01  JSON of the value
///     0x00  nothing: a tombstone
enum PersistRecord {
  static let headerCount = 1
  static let tombstone: [UInt8] = [0]

  static func value(_ json: [UInt8]) -> [UInt8] { [1] + json }
  static func isTombstone(_ payload: [UInt8]) -> Bool { payload.first == 0 }
}
#endif
