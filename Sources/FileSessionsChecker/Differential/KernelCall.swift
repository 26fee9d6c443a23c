internal import FileSessions

/// One call of a sequence that both kernels are asked.
///
/// A descriptor is named by the call that opened it (`handle`), not by its number: the sequence stays meaningful where
/// the two kernels number differently, and where calls are taken out of it.
struct KernelCall: Hashable, Sendable {
  enum Action: Hashable, Sendable {
    case request(SystemRequest)
    /// The process is killed, and another takes its place.
    case death
  }

  /// Its place in the sequence as it was generated.
  var number: Int
  var client: Int
  var action: Action

  static func handle(openedBy number: Int) -> CInt { CInt(1000 + number) }

  /// A descriptor that nobody has.
  static let noDescriptor: CInt = -1
}

/// A sequence of calls, and who makes them.
struct KernelProgram: Sendable {
  var seed: UInt64
  /// Processes that make the calls. The next number belongs to the one that looks at what they leave.
  var clients: Int
  var calls: [KernelCall]

  static let clientLimit = 3
}

extension SystemRequest {
  /// The descriptor that a call is made on.
  var descriptor: CInt? {
    switch self {
    case .close(let descriptor), .read(let descriptor, _, _), .write(let descriptor, _, _),
      .truncate(let descriptor, _), .synchronize(let descriptor, _), .statusOf(let descriptor),
      .lock(let descriptor, _, _), .unlock(let descriptor, _), .holder(let descriptor, _):
      descriptor
    default: nil
    }
  }

  /// The same call on another descriptor.
  func on(_ other: CInt) -> SystemRequest {
    switch self {
    case .close: .close(other)
    case .read(_, let count, let offset): .read(other, count: count, offset: offset)
    case .write(_, let bytes, let offset): .write(other, bytes: bytes, offset: offset)
    case .truncate(_, let length): .truncate(other, length: length)
    case .synchronize(_, let depth): .synchronize(other, depth)
    case .statusOf: .statusOf(other)
    case .lock(_, let kind, let mode): .lock(other, kind, mode)
    case .unlock(_, let kind): .unlock(other, kind)
    case .holder(_, let kind): .holder(other, kind)
    default: self
    }
  }
}
