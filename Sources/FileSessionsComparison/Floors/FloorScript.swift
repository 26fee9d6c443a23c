internal import CFileSessionsFloors
internal import FileSessions
internal import Lab

/// The system calls of recorded operations, prepared for a loop in plain C that makes them and nothing else.
struct FloorScript {
  private(set) var calls: [file_sessions_floor_call] = []
  /// Names, each with its NUL.
  private(set) var text: [UInt8] = []
  /// What is written.
  private(set) var bytes: [UInt8] = []
  private(set) var longestRead = 1
  /// Which call opened a descriptor, by its number.
  private var openers: [CInt: Int32] = [:]

  /// - Throws: `environment` where the recording holds a call that cannot be repeated.
  init(_ events: [SystemEvent]) throws(LabFailure) {
    for event in events { try add(event) }
    guard calls.count <= FILE_SESSIONS_FLOOR_LIMIT else {
      throw .environment("an operation of \(calls.count) system calls is too long for a floor")
    }
  }

  private mutating func add(_ event: SystemEvent) throws(LabFailure) {
    switch event.request {
    case .open(let name, _, let flags):
      append(FILE_SESSIONS_FLOOR_OPEN, flags: flags.rawValue, name, event)
      if event.number >= 0 { openers[CInt(event.number)] = Int32(calls.count - 1) }
    case .heldDescriptor(let digest) where event.number >= 0:
      append(FILE_SESSIONS_FLOOR_HOLD, .session(digest), event)
      openers[CInt(event.number)] = Int32(calls.count - 1)
    case .keep(let file, _): openers[file] = nil
    case .close(let file):
      append(FILE_SESSIONS_FLOOR_CLOSE, file, event)
      openers[file] = nil
    case .read(let file, let count, let offset):
      longestRead = max(longestRead, count)
      append(FILE_SESSIONS_FLOOR_READ, file, count: count, offset: offset, event)
    case .write(let file, let content, let offset):
      append(FILE_SESSIONS_FLOOR_WRITE, file, count: content.count, offset: offset, event)
      calls[calls.count - 1].bytes = UInt32(bytes.count)
      bytes += content
    case .truncate(let file, let length): append(FILE_SESSIONS_FLOOR_TRUNCATE, file, count: length, event)
    case .synchronize(let file, .data): append(FILE_SESSIONS_FLOOR_SYNCHRONIZE_DATA, file, event)
    case .synchronize(let file, .everything): append(FILE_SESSIONS_FLOOR_SYNCHRONIZE, file, event)
    case .statusOf(let file): append(FILE_SESSIONS_FLOOR_STATUS_OF, file, event)
    case .statusAt(let name, _): append(FILE_SESSIONS_FLOOR_STATUS_AT, name, event)
    case .rename(let from, let to, _, let mode):
      append(FILE_SESSIONS_FLOOR_RENAME, flags: mode.floorFlag, from, to: to, event)
    case .link(let from, let to, _): append(FILE_SESSIONS_FLOOR_LINK, from, to: to, event)
    case .unlink(let name, _): append(FILE_SESSIONS_FLOOR_UNLINK, name, event)
    case .lock(let file, let kind, let mode): append(kind, flags: mode.floorFlag, file, event)
    case .unlock(let file, let kind): append(kind, flags: CInt(FILE_SESSIONS_FLOOR_LOCK_RELEASE), file, event)
    // Nothing that asks the kernel, but where a descriptor is given up; of random numbers see CFileSessionsFloors.h.
    case .now, .random, .forkCount, .heldDescriptor, .changeCounter, .note, .readCache, .writeCache, .requestLocalLock,
      .releaseLocalLock:
      break
    case .list, .holder: throw .environment("a floor cannot repeat the call \(event.request)")
    }
  }

  private mutating func append(_ lock: LockKind, flags: CInt, _ file: CInt, _ event: SystemEvent) {
    let range = lock.range
    append(lock.call.floorKind, flags: flags, file, count: Int(range.length), offset: Int(range.start), event)
  }

  /// A call on an open file.
  private mutating func append(
    _ kind: file_sessions_floor_kind, flags: CInt = 0, _ file: CInt, count: Int = 0, offset: Int = 0,
    _ event: SystemEvent
  ) {
    var call = file_sessions_floor_call()
    call.kind = kind
    call.flags = flags
    // What this operation has not opened is the directory.
    call.opener = openers[file] ?? -1
    call.count = Int64(count)
    call.offset = Int64(offset)
    call.answer = Int32(event.number)
    calls.append(call)
  }

  /// A call on a name.
  private mutating func append(
    _ kind: file_sessions_floor_kind, flags: CInt = 0, _ name: EntryName, to newName: EntryName? = nil,
    _ event: SystemEvent
  ) {
    var call = file_sessions_floor_call()
    call.kind = kind
    call.flags = flags
    call.opener = -1
    call.name = place(name)
    if let newName { call.new_name = place(newName) }
    // Which descriptor an open answers is the system's affair.
    let opens = kind == FILE_SESSIONS_FLOOR_OPEN || kind == FILE_SESSIONS_FLOOR_HOLD
    call.answer = Int32(opens ? min(event.number, 0) : event.number)
    calls.append(call)
  }

  private mutating func place(_ name: EntryName) -> UInt32 {
    defer { text += Array("\(name)".utf8) + [0] }
    return UInt32(text.count)
  }
}

extension SystemEvent {
  /// What a system call answered.
  fileprivate var number: Int {
    switch result {
    case .number(let number): number
    case .bytes(_, let count): count
    case .status(let status): Int(status.result)
    case .entries(_, let result): Int(result)
    case .time, .word, .localLock, .session: 0
    }
  }
}

extension RenameMode {
  fileprivate var floorFlag: CInt {
    switch self {
    case .replace: CInt(FILE_SESSIONS_FLOOR_RENAME_REPLACE)
    case .noReplace: CInt(FILE_SESSIONS_FLOOR_RENAME_NO_REPLACE)
    case .exchange: CInt(FILE_SESSIONS_FLOOR_RENAME_EXCHANGE)
    }
  }
}

extension LockMode {
  fileprivate var floorFlag: CInt {
    switch self {
    case .shared: CInt(FILE_SESSIONS_FLOOR_LOCK_SHARED)
    case .exclusive: CInt(FILE_SESSIONS_FLOOR_LOCK_EXCLUSIVE)
    }
  }
}

extension FloorScript {
  /// Makes the calls of the list, from the first to the last, again and again.
  /// - Throws: `environment` where a call answers otherwise than it did when it was recorded: what is timed is no
  ///   longer the operation then.
  func run(in directory: CInt, _ repetitions: Int) throws(LabFailure) {
    var room = [UInt8](repeating: 0, count: longestRead)
    let strange = unsafe room.withUnsafeMutableBufferPointer { room in
      unsafe text.withUnsafeBytes { text in
        unsafe bytes.withUnsafeBufferPointer { bytes in
          unsafe file_sessions_floor_run(
            calls, calls.count, directory, text.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.baseAddress,
            room.baseAddress, Int64(repetitions))
        }
      }
    }
    guard strange >= 0 else { return }
    let step = strange < calls.count ? steps[Int(strange)].description : "the list"
    throw .environment("\(step) did not answer in the floor as it did when it was recorded")
  }
}
