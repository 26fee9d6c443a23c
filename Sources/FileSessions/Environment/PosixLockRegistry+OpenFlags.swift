extension PosixLockRegistry.Access {
  /// What a file is opened for; `nil` where the opening changes it, or is to fail where it is there.
  package init?(_ flags: OpenFlags) {
    guard flags.isDisjoint(with: [.exclusiveCreate, .truncate, .sharedLock, .exclusiveLock]) else { return nil }
    switch (flags.contains(.read), flags.contains(.write)) {
    case (true, true): self = .both
    case (false, true): self = .writing
    default: self = .reading
    }
  }
}
