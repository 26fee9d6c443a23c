/// A kernel that is wrong in one way: what a checker has to notice if it looks at what the kernel does at all.
enum KernelMutation: String, CaseIterable, Hashable, Sendable {
  case locksAlwaysGranted
  case exclusiveIsShared
  case unlockDoesNothing
  case closeKeepsLock
  case closeKeepsPosixLock
  case closesWithoutRegistry
  case turnsAlwaysGranted
  case renameInTwoSteps
  case noReplaceReplaces
  case exclusiveCreateSucceeds
  case inodesNeverReused
  case readsAreWhole
  case writesAreWhole
}
