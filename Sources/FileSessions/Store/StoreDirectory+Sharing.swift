internal import CFileSessions

// What all processes of a directory share, by way of the record's own file, behind its text.
//
//   0 ┌──────────────────────────────────────┐
//     │ text                                 │
//  2K ├──────────────────────────────────────┤
//     │ where the wait table lies, for each  │
//     │ of 16 namespaces: namespace, segment │
//     │ and number of the table              │
//  4K ├──────────────────────────────────────┤
//     │ generations, if the text asks for it │
//     └──────────────────────────────────────┘

extension StoreDirectory {
  private static var segmentsStart: Int { 2048 }
  private static var segmentByteCount: Int { 24 }
  private static var generationsStart: Int { 4096 }

  /// Makes and maps what the configuration and the record ask for.
  ///
  /// 1. Everybody who has the words mapped holds a shared lock on the record.
  /// 2. So a process that gets that lock exclusively is alone, and may set the generations anew. No other may.
  /// 3. After that it takes the shared lock like everybody else, and only then maps.
  /// - Parameter memory: `nil` for a store that shares nothing.
  func share(_ memory: ProcessState?, _ fileSystem: FileSystemType, _ system: System) throws(SessionError) {
    let found = try StoreRecord(parsing: try Self.read(record, system))
    guard let memory else {
      guard !found.hasGenerations else {
        throw SessionError(.incompatibleStore, "the directory counts changes, which this store could not do")
      }
      return
    }
    try Self.share(memory, found, record, descriptor, fileSystem, system)
  }

  private static func share(
    _ memory: ProcessState, _ record: StoreRecord, _ descriptor: CInt, _ directory: CInt, _ fileSystem: FileSystemType,
    _ system: System
  ) throws(SessionError) {
    if fileSystem.isCoherent, let waits = waitTable(descriptor, system) { memory.attach(waits) }
    guard memory.sessionCache != nil || record.hasGenerations else { return }
    guard fileSystem.hasStableMappings else {
      throw SessionError(
        .unsupported, "processes cannot safely share memory on this file system; readCache needs ext4, XFS or tmpfs")
    }
    try prepareGenerations(record, descriptor, directory, system)
    memory.attach(
      ChangeCounterTable(
        try SharedPages(mapping: descriptor, from: generationsStart, length: ChangeCounterTable.byteCount)))
  }

  /// The table in which those who wait for locks can be found, made where there is none. Only a hint: without one, or
  /// with one of its own, a process looks again and again.
  private static func waitTable(_ record: CInt, _ system: System) -> WaitTable? {
    // A byte that no session's lock lies on (those begin below 2^62). For a moment: one table is made by one process.
    let range = LockKind(.ofd, LockRange(start: .max - 1, length: 1))
    for _ in 0..<50 {
      let result = system.lock(record, range, .exclusive)
      if result == 0 {
        defer { _ = system.unlock(record, range) }
        return foundWaitTable(record, system) ?? madeWaitTable(record, system)
      }
      guard result == -Errno.wouldBlock || result == -Errno.accessDenied else { return nil }
      file_sessions_sleep(1_000_000)
    }
    return nil
  }

  private static var ownSegment: (namespace: UInt64, place: Int) {
    let namespace = file_sessions_segment_namespace()
    return (namespace, segmentsStart + Int(namespace % 16) * segmentByteCount)
  }

  private static func foundWaitTable(_ record: CInt, _ system: System) -> WaitTable? {
    let (namespace, place) = ownSegment
    var bytes = [UInt8](repeating: 0, count: segmentByteCount)
    var span = bytes.mutableSpan
    guard system.read(record, into: &span, at: place) == segmentByteCount else { return nil }
    let words = bytes.span
    guard words.word(at: 0) == namespace,
      let pages = SharedPages.attached(CInt(truncatingIfNeeded: words.word(at: 8)), length: WaitTable.byteCount)
    else { return nil }
    let table = WaitTable(pages)
    return table.number == words.word(at: 16) ? table : nil
  }

  private static func madeWaitTable(_ record: CInt, _ system: System) -> WaitTable? {
    let (namespace, place) = ownSegment
    guard let (pages, segment) = SharedPages.made(length: WaitTable.byteCount) else { return nil }
    let table = WaitTable(pages)
    table.number = system.random() | 1
    let words = [namespace, UInt64(truncatingIfNeeded: segment), table.number]
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
    // Where it cannot be written down nobody else finds it.
    return system.write(record, bytes.span, at: place) == bytes.count ? table : nil
  }

  private static func prepareGenerations(
    _ record: StoreRecord, _ descriptor: CInt, _ directory: CInt, _ system: System
  ) throws(SessionError) {
    let end = generationsStart + ChangeCounterTable.byteCount
    for _ in 0..<400 {
      let isAlone = system.lock(descriptor, .flock, .exclusive) == 0
      if isAlone { try resetGenerations(record, descriptor, system) }
      // The exclusive lock is given up for the shared one, or was refused at the cost of it.
      try lockShared(descriptor, system)
      let found = try StoreRecord(parsing: try read(descriptor, system))
      if found.hasGenerations, try allocated(descriptor, system) >= end {
        return try checkName(descriptor, directory, system)
      }
      // Of several that open a new directory at once each is in the way of all others: it waits without any lock.
      _ = system.unlock(descriptor, .flock)
      file_sessions_sleep(Int64.random(in: 500_000...5_000_000))
    }
    throw SessionError(
      .incompatibleStore,
      "others have the directory open without counters of changes, or its file 'store' is a sparse copy; close every store "
        + "on it before the first one with readCache")
  }

  /// Whether the record that is open is the directory's: while no lock was held a conversion may have replaced it.
  static func checkName(_ descriptor: CInt, _ directory: CInt, _ system: System) throws(SessionError) {
    let (held, named) = (system.status(of: descriptor), system.status(at: .record, in: directory))
    guard held.result == 0, named.result == 0, named.status.isSameFile(as: held.status) else {
      throw SessionError(.incompatibleStore, "the directory has just been converted; open it again")
    }
  }

  /// All counters begin at one number that is drawn by lot: should somebody fill them with zeros, they do not come by
  /// the numbers of before a second time.
  private static func resetGenerations(
    _ record: StoreRecord, _ descriptor: CInt, _ system: System
  ) throws(SessionError) {
    let first = ChangeCounter.random(system.random()).word
    let word = (0..<8).map { UInt8(truncatingIfNeeded: first >> UInt64(8 * $0)) }
    do throws(SessionError) {
      try fill(
        descriptor, from: generationsStart, to: generationsStart + ChangeCounterTable.byteCount, with: word, system)
      if !record.hasGenerations { try write(record.withGenerations, descriptor, system) }
    } catch {
      _ = system.unlock(descriptor, .flock)
      throw error
    }
  }

  /// The shared lock of a user. Somebody who is alone may have it exclusively, for as long as it takes to write half a
  /// megabyte.
  static func lockShared(_ descriptor: CInt, _ system: System) throws(SessionError) {
    for _ in 0..<3000 {
      let result = system.lock(descriptor, .flock, .shared)
      if result == 0 { return }
      guard result == -Errno.wouldBlock || result == -Errno.interrupted else { throw SessionError(.lock, -result) }
      file_sessions_sleep(1_000_000)
    }
    throw SessionError(.incompatibleStore, "the directory is being converted; try again later")
  }

  /// How much of a file has its blocks: of a sparse copy the first write to a page asks for one, and kills the process
  /// where there is none.
  private static func allocated(_ descriptor: CInt, _ system: System) throws(SessionError) -> Int {
    let found = system.status(of: descriptor)
    guard found.result == 0 else { throw SessionError(.status, -found.result) }
    return min(found.status.size, found.status.blocks * 512)
  }

  /// Writes a pattern, whose length divides that of what is written.
  private static func fill(
    _ descriptor: CInt, from start: Int, to end: Int, with pattern: [UInt8], _ system: System
  ) throws(SessionError) {
    let bytes = (0..<end - start).map { pattern[$0 % pattern.count] }
    var offset = start
    while offset < end {
      let written = system.write(descriptor, bytes.span.extracting((offset - start)...), at: offset)
      guard written > 0 else { throw SessionError(.write, written < 0 ? CInt(-written) : Errno.noSpace) }
      offset += written
    }
  }

  private static func write(
    _ record: StoreRecord, _ descriptor: CInt, _ system: System
  ) throws(SessionError) {
    let text = Array(record.text.utf8)
    let written = system.write(descriptor, text.span, at: 0)
    // Not synchronised, which would keep others waiting for the device: should a power cut take the line, nobody shares
    // any counters by then, and the next store that asks for them is alone or refused.
    guard written == text.count else { throw SessionError(.write, written < 0 ? CInt(-written) : Errno.noSpace) }
  }
}
