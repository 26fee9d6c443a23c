internal import FileSessions
internal import Foundation
internal import Lab
internal import Synchronization

/// A process of clients, which does what it is told line by line:
///
/// | line | what |
/// |---|---|
/// | `job STRATEGY DIRECTORY` | opens the directory (its path in hexadecimal digits), with no turns and no files of before |
/// | `client NUMBER SHARED VERBS` | begins a client, on a thread of its own; it stops before its first call |
/// | `go NUMBER` | lets a client make its next step |
/// | `observe VERB PLACE SECONDS` | makes an operation of the observer, without a stop |
/// | `end` | closes the directory; its clients have ended |
///
/// It ends with its input.
public enum ClientWorker {
  public static func run() -> Never {
    let output = ReportOutput(STDOUT_FILENO)
    var lines = LineReader(STDIN_FILENO)
    var job: ClientJob?
    while let line = lines.receive() {
      let words = String(decoding: line, as: UTF8.self).split(
        separator: Wire.separator, omittingEmptySubsequences: false
      ).map(String.init)
      do throws(TokenError) {
        switch words[0] {
        case "job": job = try ClientJob(words, output)
        case "client": try job?.begin(words)
        case "go": job?.go(words)
        case "observe": try job?.observe(words)
        case "end": job = nil
        default: throw .content("'\(words[0])' is no command")
        }
      } catch {
        output.report(.failure, of: 0, ["\(error)"])
      }
    }
    exit(0)
  }
}

/// One directory, and the clients that this process has in it.
final class ClientJob {
  private let strategy: FileSessionStore.Strategy
  private let output: ReportOutput
  private let directory: CInt
  private let localLocks = LocalLockTable()
  private var signals: [Int: ProceedMessage] = [:]

  init(_ words: [String], _ output: ReportOutput) throws(TokenError) {
    self.output = output
    do { strategy = try FileSessionStore.Strategy(words[1]) } catch { throw .strategy("\(error)") }
    let path = String(decoding: Wire.bytes(words[2]) ?? [], as: UTF8.self)
    Kernel.prepare(for: strategy)
    directory = unsafe path.withCString { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard directory >= 0 else { throw .content("\(path) cannot be opened") }
  }

  deinit { close(directory) }

  func begin(_ words: [String]) throws(TokenError) {
    guard words.count == 4, let client = Int(words[1]) else { throw .content("a client without a number") }
    let isShared = words[2] == "1"
    let verbs = words[3].split(separator: ",").compactMap { Operation.Verb(rawValue: String($0)) }
    let operations = verbs.enumerated().map { place, verb in
      Operation(verb: verb, client: client, place: place, takesLocalLocks: isShared)
    }
    let go = ProceedMessage()
    signals[client] = go
    let (strategy, output, directory, localLocks) = (strategy, output, directory, localLocks)
    Thread.detachNewThread {
      for operation in operations {
        let stepper = ClientStepper(operation, localLocks, go, output, directory)
        let outcome = Self.run(operation, stepper, strategy, directory, localLocks)
        output.report(.outcome, of: client, ["\(outcome)", Describe.text(outcome)])
      }
    }
  }

  func go(_ words: [String]) { if words.count > 1, let client = Int(words[1]) { signals[client]?.give() } }

  func observe(_ words: [String]) throws(TokenError) {
    guard words.count == 4, let verb = Operation.Verb(rawValue: words[1]), let place = Int(words[2]),
      let seconds = Int(words[3])
    else { throw .content("an operation of the observer that is none") }
    var operation = Operation(verb: verb, client: Scenario.observer, place: place)
    operation.secondsEarlier = seconds
    let stepper = ObserverStepper(operation)
    let outcome = Self.run(operation, stepper, strategy, directory, localLocks)
    let fields = stepper.hadToWait ? ["blocked", "has to wait"] : ["\(outcome)", Describe.text(outcome)]
    output.report(.outcome, of: Scenario.observer, fields)
  }

  private static func run(
    _ operation: Operation, _ stepper: some OperationStepper, _ strategy: FileSessionStore.Strategy,
    _ directory: CInt, _ localLocks: LocalLockTable
  ) -> Outcome {
    let system = InterceptedSystem(Kernel(localLocks: localLocks), stepper)
    let engine = Engine(system: system, directory: directory, rules: .checked(strategy))
    return OperationRun(operation, engine).outcome()
  }
}

extension Engine.Rules {
  /// The rules under which strategies are explored, and replayed.
  static func checked(
    _ strategy: FileSessionStore.Strategy, _ memory: Scenario.Memory = .nothing,
    _ durability: FileSessionStore.Durability = .none
  ) -> Self {
    Self(
      strategy: strategy, durability: durability, maximumPayloadByteCount: 1 << 14, touchCoalescingThousandths: 0,
      holdsDescriptors: memory != .nothing,
      countsChanges: memory == .loads, remembersLoads: memory == .loads)
  }
}
