/// What a call of the seam answered.
package enum SystemResult: Hashable, Sendable {
  /// A descriptor, a count, zero, or `-errno`.
  case number(Int)
  /// What a read answered, and the bytes it delivered.
  case bytes([UInt8], result: Int)
  case status(StatusResult)
  case entries([EntryName?], result: CInt)
  case time(Timestamp)
  case word(UInt64)
  case localLock(LocalLockAnswer)
  case session(CachedSession?)

  /// A failure in the shape that `request` answers in. `nil` for what cannot fail.
  package init?(_ error: CInt, for request: SystemRequest) {
    guard request.canFail else { return nil }
    switch request {
    case .read: self = .bytes([], result: Int(-error))
    case .statusOf, .statusAt: self = .status(StatusResult(result: -error))
    case .list: self = .entries([], result: -error)
    default: self = .number(Int(-error))
    }
  }
}
