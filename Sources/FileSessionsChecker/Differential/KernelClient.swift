internal import CLab
internal import FileSessions
internal import Foundation
internal import Lab

/// A process that makes calls on the real kernel, as it is told by a pipe.
package struct KernelClient {
  private let system = Kernel(localLocks: LocalLockTable())
  private let directory: CInt
  /// The real descriptors, by the simulation's.
  private var descriptors: [CInt: CInt] = [:]

  private init(directory path: String) {
    directory = Descriptor.openDirectory(path)
    // What a store with POSIX locks does before it opens its first file.
    PosixLocks.use()
  }

  /// Serves with one process after the other, each killed in the end: a process that is killed takes along what it has,
  /// and this one, which has nothing, puts another in its place at the cost of a fork.
  package static func serve(directory: String) -> Never {
    warmUp()
    while true {
      let child = file_sessions_fork()
      guard child != 0 else {
        var client = KernelClient(directory: directory)
        client.run()
        _exit(0)
      }
      guard child > 0 else { _exit(3) }
      var status: CInt = 0
      while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
      guard status & 0x7f == SIGKILL else { _exit((status >> 8) & 0xff) }
    }
  }

  /// Makes calls that all fail: what a program sets up at the first call, a forked one has then, and does not have to
  /// set up again after each death.
  private static func warmUp() {
    var client = KernelClient(directory: "")
    var run = SimulatedRun(mutation: nil)
    for call in ProgramGenerator.program(seed: 1).calls { run.make(call) }
    var writer = WireWriter()
    for request in run.exchanges.compactMap(\.request) {
      writer.put(-1)
      writer.put(request)
    }
    var reader = WireReader(client.answer(writer.bytes))
    while !reader.isAtEnd { _ = reader.result() }
  }

  private mutating func run() {
    // A process that waits for this knows that the one before is gone, with its descriptors and its locks.
    guard Self.send([directory >= 0 ? 1 : 0]) else { return }
    while let frame = Frame.receive(STDIN_FILENO) {
      if frame.isEmpty { kill(getpid(), SIGKILL) }
      guard Self.send(answer(frame)) else { return }
    }
  }

  private static func send(_ frame: [UInt8]) -> Bool { Descriptor.write(Frame.bytes(frame), to: STDOUT_FILENO) }

  private mutating func answer(_ frame: [UInt8]) -> [UInt8] {
    var (reader, writer) = (WireReader(frame), WireWriter())
    while !reader.isAtEnd {
      let simulated = CInt(reader.number())
      let request = reader.request(in: directory)
      let result = system.perform(request.descriptor.map { request.on(real($0)) } ?? request)
      if case .open = request, case .number(let number) = result, number >= 0 { descriptors[simulated] = CInt(number) }
      writer.put(result)
    }
    return writer.bytes
  }

  private func real(_ descriptor: CInt) -> CInt {
    descriptor == SimulatedKernel.directory ? directory : descriptors[descriptor] ?? KernelCall.noDescriptor
  }
}
