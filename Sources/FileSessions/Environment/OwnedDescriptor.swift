/// A descriptor that is closed exactly once.
///
/// `close()` is the way to end it; `deinit` covers paths that end in an error.
struct OwnedDescriptor<System: OperationEnvironment>: ~Copyable {
  /// -1 once it is closed or handed over.
  private(set) var raw: CInt
  private let system: System

  init(_ raw: CInt, _ system: System) {
    assert(raw >= 0, "an error is no descriptor")
    self.raw = raw
    self.system = system
  }

  /// - Returns: what `close(2)` answered. The descriptor is gone whatever that is.
  @discardableResult
  consuming func close() -> CInt {
    let system = system
    return system.close(relinquish())
  }

  /// Leaves the file of a session open for the next operation that needs it.
  consuming func keep(for digest: SessionDigest) {
    let system = system
    _ = system.keep(relinquish(), for: digest)
  }

  /// Hands the duty to close over to the caller.
  consuming func relinquish() -> CInt {
    assert(raw >= 0, "a descriptor is closed once")
    let raw = raw
    self.raw = -1
    return raw
  }

  deinit { if raw >= 0 { _ = system.close(raw) } }
}
