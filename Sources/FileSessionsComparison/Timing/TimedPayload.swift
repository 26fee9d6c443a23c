internal import FileSessions
internal import Lab

/// The payload of the timed phase: of one fixed size, and able to tell whether it is whole.
///
/// ```
///  0  session
///  8  stamp: who wrote it (worker, task, number)
/// 16  one counter per worker: how often its updates have changed this session
///     stamp, stamp, … to the end; a rest of less than eight bytes stays zero
/// ```
///
/// A mixture of two writes has two stamps. An update that is lost leaves a counter too small.
struct TimedPayload {
  private static let countersAt = 16

  static func smallest(processes: Int) -> Int { countersAt + 8 * processes + 8 }

  static func make(session: Int, stamp: UInt64, processes: Int, size: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    put(UInt64(session), at: 0, &bytes)
    fill(stamp, processes, &bytes)
    return bytes
  }

  /// Whether it is of this session and of one write.
  static func isWhole(_ bytes: [UInt8], session: Int, processes: Int, size: Int) -> Bool {
    guard bytes.count == size, word(at: 0, bytes) == UInt64(session) else { return false }
    let stamp = word(at: 8, bytes)
    for offset in stride(from: countersAt + 8 * processes, through: size - 8, by: 8)
    where word(at: offset, bytes) != stamp { return false }
    return true
  }

  /// Counts one update of a worker and puts a new stamp on.
  static func countUpdate(of worker: Int, stamp: UInt64, processes: Int, _ bytes: inout [UInt8]) {
    put(counter(of: worker, bytes) + 1, at: countersAt + 8 * worker, &bytes)
    fill(stamp, processes, &bytes)
  }

  static func counter(of worker: Int, _ bytes: [UInt8]) -> UInt64 { word(at: countersAt + 8 * worker, bytes) }

  private static func fill(_ stamp: UInt64, _ processes: Int, _ bytes: inout [UInt8]) {
    put(stamp, at: 8, &bytes)
    for offset in stride(from: countersAt + 8 * processes, through: bytes.count - 8, by: 8) {
      put(stamp, at: offset, &bytes)
    }
  }

  private static func word(at offset: Int, _ bytes: [UInt8]) -> UInt64 {
    precondition(offset + 8 <= bytes.count)
    return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
  }

  private static func put(_ value: UInt64, at offset: Int, _ bytes: inout [UInt8]) {
    precondition(offset + 8 <= bytes.count)
    unsafe bytes.withUnsafeMutableBytes { unsafe $0.storeBytes(of: value, toByteOffset: offset, as: UInt64.self) }
  }
}

/// The sessions of the timed phase. They are there from its beginning to its end; which verbs change one follows from
/// its number, since a save would wipe out the counters that updates are judged by.
struct TimedSessions: Sendable {
  let count: Int
  var hot = OperationMix.usual.hot

  func id(_ session: Int) -> SessionID { SessionID(key: "timed \(session)") }

  /// Every fourth one is saved to, the others are updated. All are loaded.
  func isSaved(_ session: Int) -> Bool { session % 4 == 3 }

  func chooseLoaded(_ dice: inout Dice) -> Int { HotChoice(sessions: count, hot: hot)(&dice) }

  func chooseUpdated(_ dice: inout Dice) -> Int {
    let session = chooseLoaded(&dice)
    return isSaved(session) ? session - 1 : session
  }

  func chooseSaved(_ dice: inout Dice) -> Int {
    let session = chooseLoaded(&dice)
    return min(session - session % 4 + 3, (count / 4) * 4 - 1)
  }
}
