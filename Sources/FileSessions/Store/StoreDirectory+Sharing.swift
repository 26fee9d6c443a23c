internal import CFileSessions

// The words that all processes of a directory share: in the record's own file, behind its text.
//
//   0 ┌──────────────────────────────────────┐
//     │ text                                 │
//  4K ├──────────────────────────────────────┤
//     │ who waits for a lock (WaitTable)     │
//  8K ├──────────────────────────────────────┤
//     │ generations, if the text asks for it │
//     └──────────────────────────────────────┘

extension StoreDirectory {
  private static var waitsStart: Int { 4096 }
  private static var generationsStart: Int { waitsStart + WaitTable.byteCount }

  /// Makes and maps what the configuration and the record ask for.
  ///
  /// 1. Everybody who has the words mapped holds a shared lock on the record.
  /// 2. So whoever gets that lock exclusively is alone, and may set the generations to zero. Nobody else may.
  /// 3. After that it takes the shared lock like everybody else, and only then maps.
  func share(_ memory: StoreMemory, _ fileSystem: FileSystemType, _ system: System) throws(SessionError) {
    let found = try StoreRecord(parsing: try Self.read(record, system))
    try Self.share(memory, found, record, fileSystem, system)
  }

  private static func share(
    _ memory: StoreMemory, _ record: StoreRecord, _ descriptor: CInt, _ fileSystem: FileSystemType, _ system: System
  ) throws(SessionError) {
    let wantsGenerations = memory.remembered != nil || record.hasGenerations
    guard fileSystem.hasStableMappings else {
      guard !wantsGenerations else {
        throw SessionError(
          .unsupported,
          "processes cannot safely share memory on this file system; cachedLoads needs ext4, XFS or tmpfs")
      }
      return
    }
    // Only a hint: without it waiters look again and again.
    if (try? prepareWaits(descriptor, system)) != nil,
      let pages = try? SharedPages(mapping: descriptor, from: waitsStart, length: WaitTable.byteCount)
    {
      memory.attach(WaitTable(pages))
    }
    guard wantsGenerations else { return }
    try prepareGenerations(record, descriptor, system)
    memory.attach(
      GenerationTable(
        try SharedPages(mapping: descriptor, from: generationsStart, length: GenerationTable.byteCount)))
  }

  private static func prepareWaits(_ descriptor: CInt, _ system: System) throws(SessionError) {
    guard try size(of: descriptor, system) < generationsStart else { return }
    // Whoever else does the same writes the same.
    try writeZeros(descriptor, from: waitsStart, to: generationsStart, system)
  }

  private static func prepareGenerations(
    _ record: StoreRecord, _ descriptor: CInt, _ system: System
  ) throws(SessionError) {
    let end = generationsStart + GenerationTable.byteCount
    var record = record
    // Of several that open a new directory at once each is in the way of all others for a moment.
    for attempt in 0..<100 {
      if attempt > 0 { file_sessions_sleep(Int64.random(in: 500_000...5_000_000)) }
      let isAlone = system.lock(descriptor, .flock, .exclusive) == 0
      if isAlone { try zeroGenerations(record, descriptor, system) }
      // The exclusive lock is given up for the shared one, or was refused at the cost of it.
      try lockShared(descriptor, system)
      record = try StoreRecord(parsing: try read(descriptor, system))
      if record.hasGenerations, try size(of: descriptor, system) >= end { return }
    }
    throw SessionError(
      .incompatibleStore,
      "others have the directory open without counters of changes; close them before the first store with cachedLoads")
  }

  private static func zeroGenerations(
    _ record: StoreRecord, _ descriptor: CInt, _ system: System
  ) throws(SessionError) {
    do throws(SessionError) {
      try writeZeros(descriptor, from: generationsStart, to: generationsStart + GenerationTable.byteCount, system)
      if !record.hasGenerations { try write(record.withGenerations, descriptor, system) }
    } catch {
      _ = system.unlock(descriptor, .flock)
      throw error
    }
  }

  /// The shared lock of a user. Somebody who is alone may have it exclusively, for as long as it takes to write half a
  /// megabyte of zeros.
  static func lockShared(_ descriptor: CInt, _ system: System) throws(SessionError) {
    for _ in 0..<1000 {
      let result = system.lock(descriptor, .flock, .shared)
      if result == 0 { return }
      guard result == -Errno.wouldBlock || result == -Errno.interrupted else { throw SessionError(.lock, -result) }
      file_sessions_sleep(1_000_000)
    }
    throw SessionError(.incompatibleStore, "the directory is being converted; try again later")
  }

  private static func size(of descriptor: CInt, _ system: System) throws(SessionError) -> Int {
    let found = system.status(of: descriptor)
    guard found.result == 0 else { throw SessionError(.status, -found.result) }
    return found.status.size
  }

  private static func writeZeros(
    _ descriptor: CInt, from start: Int, to end: Int, _ system: System
  ) throws(SessionError) {
    let zeros = [UInt8](repeating: 0, count: 1 << 16)
    var offset = start
    while offset < end {
      let written = system.write(descriptor, zeros.span.extracting(first: end - offset), at: offset)
      guard written > 0 else { throw SessionError(.write, written < 0 ? CInt(-written) : Errno.noSpace) }
      offset += written
    }
  }

  private static func write(
    _ record: StoreRecord, _ descriptor: CInt, _ system: System
  ) throws(SessionError) {
    let text = Array(record.text.utf8)
    let written = system.write(descriptor, text.span, at: 0)
    guard written == text.count else { throw SessionError(.write, written < 0 ? CInt(-written) : Errno.noSpace) }
    let synchronized = system.synchronize(descriptor, .data)
    guard synchronized == 0 else { throw SessionError(.synchronize, -synchronized) }
  }
}
