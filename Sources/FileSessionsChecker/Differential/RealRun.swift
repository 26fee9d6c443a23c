internal import FileSessions
internal import Lab

/// The real kernel in one directory, and the processes that make calls on it.
final class RealRun {
  private let descriptor: CInt
  private let system = Kernel(localLocks: LocalLockTable())
  private let clients: [SequenceProcess]

  /// - Parameter directory: an empty one, which is empty again after each sequence.
  init(_ command: [String], directory: String) throws {
    descriptor = Descriptor.openDirectory(directory)
    guard descriptor >= 0 else { throw LabFailure.environment("\(directory) cannot be opened") }
    clients = try (0...KernelProgram.clientLimit).map { _ in try SequenceProcess(command, directory: directory) }
  }

  deinit { _ = system.close(descriptor) }

  /// Makes the calls that were made on the simulation.
  /// - Returns: the place of the first whose answer differs, and that answer; `nil` where all agree.
  func difference(_ exchanges: [SimulatedRun.Exchange]) throws -> (place: Int, answer: SystemResult)? {
    defer { removeFiles() }
    var agreement = Agreement()
    var place = 0
    while place < exchanges.count {
      let end = Self.endOfRun(exchanges, from: place)
      let answers = try make(exchanges[place..<end])
      for (exchange, answer) in zip(exchanges[place..<end], answers) {
        guard agreement.holds(exchange, answer) else {
          // Nobody knows what they hold now.
          for client in clients { try client.die() }
          return answer.map { (place, $0) }
        }
        place += 1
      }
    }
    return nil
  }

  /// Calls that one process makes in a row are told it at once.
  private static func endOfRun(_ exchanges: [SimulatedRun.Exchange], from start: Int) -> Int {
    guard exchanges[start].request != nil else { return start + 1 }
    let client = exchanges[start].call.client
    return exchanges[start...].firstIndex { $0.request == nil || $0.call.client != client } ?? exchanges.count
  }

  private func make(_ exchanges: ArraySlice<SimulatedRun.Exchange>) throws -> [SystemResult?] {
    let client = clients[exchanges[exchanges.startIndex].call.client]
    var writer = WireWriter()
    for exchange in exchanges {
      guard let request = exchange.request else {
        try client.die()
        return [nil]
      }
      // Under which number the client is to keep what it opens.
      if case .open = request, case .number(let number) = exchange.result {
        writer.put(number)
      } else {
        writer.put(-1)
      }
      writer.put(request)
    }
    var reader = WireReader(try client.exchange(writer.bytes))
    return exchanges.map { _ in reader.result() }
  }

  private func removeFiles() { for name in KernelPool.names { _ = system.unlink(name, in: descriptor) } }
}

/// A `KernelClient` as the process sees it that tells it what to do.
final class SequenceProcess {
  private let child: ChildProcess

  /// - Parameter command: the program and its arguments; the directory comes after them.
  init(_ command: [String], directory: String) throws(LabFailure) {
    child = try ChildProcess(command[0], command.dropFirst() + [directory])
    try awaitReadiness()
  }

  deinit {
    child.closeInput()
    child.wait()
  }

  func exchange(_ frame: [UInt8]) throws(LabFailure) -> [UInt8] {
    guard child.write(Frame.bytes(frame)), let answer = Frame.receive(child.output) else {
      throw .environment("a client of the real kernel ended before it had answered")
    }
    return answer
  }

  /// Kills it, and waits until another has taken its place.
  func die() throws(LabFailure) {
    guard child.write(Frame.bytes([])) else { throw .environment("a client of the real kernel is gone") }
    try awaitReadiness()
  }

  private func awaitReadiness() throws(LabFailure) {
    guard Frame.receive(child.output) == [1] else { throw .environment("a client of the real kernel did not start") }
  }
}

/// A string of bytes between two processes, behind its length.
enum Frame {
  static func bytes(_ content: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) } + content
  }

  /// Waits for the next one; `nil` at the end.
  static func receive(_ descriptor: CInt) -> [UInt8]? {
    guard let head = receive(4, descriptor) else { return nil }
    return receive(head.reversed().reduce(0) { $0 << 8 | Int($1) }, descriptor)
  }

  private static func receive(_ count: Int, _ descriptor: CInt) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let more = Descriptor.read(descriptor, atMost: count - bytes.count)
      guard !more.isEmpty else { return nil }
      bytes += more
    }
    return bytes
  }
}
