internal import Lab
internal import Synchronization

/// What a client's process says, line by line.
struct ClientMessage: Hashable, Sendable {
  enum Kind: String, Sendable {
    /// It has come to a call: whether inside an update, the call, and in words.
    case call
    /// A piece of a read or a write is done: what it comes to so far.
    case part
    /// The call is done: its answer.
    case result
    /// A phase gave up what it held: why.
    case pause
    /// The local lock was not granted at once.
    case queued
    /// The operation ended: how, exactly and in words.
    case outcome
    /// It cannot do what it is told: why.
    case failure
  }

  var kind: Kind
  var client: Int
  var fields: [String]

  init?(_ line: String) {
    let words = line.split(separator: Wire.separator, omittingEmptySubsequences: false).map(String.init)
    guard words.count >= 2, let kind = Kind(rawValue: words[0]), let client = Int(words[1]) else { return nil }
    (self.kind, self.client, fields) = (kind, client, Array(words[2...]))
  }

  func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
}

/// Where a client's process says it. Its threads share it.
final class ReportOutput: Sendable {
  private let descriptor: Mutex<CInt>

  init(_ descriptor: CInt) { self.descriptor = Mutex(descriptor) }

  func report(_ kind: ClientMessage.Kind, of client: Int, _ fields: [String]) {
    let line = ([kind.rawValue, "\(client)"] + fields).joined(separator: String(Wire.separator))
    // Who does not listen any more ends this process as well, by the end of its input.
    descriptor.withLock { _ = Descriptor.write(line: line.utf8, to: $0) }
  }
}

/// What a kernel did that was not computed.
struct Difference: Error {
  let words: String

  init(_ words: String) { self.words = words }

  init(_ what: String, computed: String, real: String) {
    words = "\(what): computed was \(computed), the real kernel says \(real)"
  }
}
