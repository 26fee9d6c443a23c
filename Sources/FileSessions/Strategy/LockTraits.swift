/// What there is to know of a way to lock.
///
/// Each has its row in the file of its name in `Locks/`, under what is said of it in prose. The text of strategies, the
/// engine, the simulated kernel, printed calls and what processes write to each other are made from that row.
package struct LockTraits: Hashable, Sendable {
  /// Whose a lock is once it is granted. What a process owns is dropped by any close of the file, and the kernel does
  /// not count its holders: `PosixLockRegistry` does.
  package enum Owner: Hashable, Sendable { case openFileDescription, process }

  /// Locks of one table keep each other out, and know nothing of those of the other.
  package enum Table: Hashable, Sendable { case flock, fcntl }

  /// In a strategy's text, in print and between processes.
  package let word: String
  /// Where `open(2)` takes the lock, the call that does the same to an open file.
  package let call: LockCall
  package let owner: Owner
  package let table: Table

  /// Whether a lock covers a range of bytes, and not the file.
  package var coversRanges: Bool { table == .fcntl }

  /// Whether a descriptor has to be open for what others are kept from: for writing, to lock exclusively.
  package var needsFittingDescriptor: Bool { table == .fcntl }

  /// Whether the system tells who holds one. Of an OFD lock only /proc/*/fdinfo knows.
  package var tellsHolder: Bool { table == .flock || owner == .process }

  /// Whether a change from shared to exclusive that is refused leaves the shared lock.
  package var survivesRefusedChange: Bool { table == .fcntl }
}
