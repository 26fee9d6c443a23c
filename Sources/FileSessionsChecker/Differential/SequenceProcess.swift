internal import Lab

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
