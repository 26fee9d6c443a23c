/// A kernel that is wrong in one way: what a checker has to notice if it looks at what the kernel does at all.
enum KernelMutation: String, CaseIterable, Hashable, Sendable {
  // Locks
  case locksAlwaysGranted
  case exclusiveIsShared
  case unlockDoesNothing
  case closeKeepsLock
  case closeKeepsPosixLock
  case killKeepsLocks
  /// A close that goes by the library's registry of POSIX locks.
  case closesWithoutRegistry

  // The directory
  case renameInTwoSteps
  case noReplaceReplaces
  case unlinkDoesNothing
  case exclusiveCreateSucceeds
  case inodesNeverReused

  // Contents
  case readsAreWhole
  case writesAreWhole
  case readsAndWritesAreWhole
  case truncateDoesNothing

  // Memory
  case changesAreNotCounted

  // Threads of one process
  case turnsAlwaysGranted
  /// They share one open file description for each file, as a cache of descriptors makes them.
  case descriptionsShared
  case descriptionsSharedWithoutTurns

  var makesReadsWhole: Bool { self == .readsAreWhole || self == .readsAndWritesAreWhole }
  var makesWritesWhole: Bool { self == .writesAreWhole || self == .readsAndWritesAreWhole }
  var sharesDescriptions: Bool { self == .descriptionsShared || self == .descriptionsSharedWithoutTurns }
  var ignoresLocalLocks: Bool { self == .turnsAlwaysGranted || self == .descriptionsSharedWithoutTurns }
}
