/// Who may speak to the kernel for which lock domain, within one process: a fair queue of readers and writers.
///
/// Kernel locks do not tell the threads of one process apart reliably: two that share a descriptor are both granted
/// an flock, and POSIX locks are the process's as a whole. So a thread asks here first.
///
/// A value with a closed set of steps. The kernel side keeps one behind a mutex; a simulation keeps one per process.
///
/// 1. A domain has either one exclusive holder or any number of shared ones.
/// 2. First come, first served: a shared ticket that arrives behind a waiting exclusive one waits too, so that a
///    stream of readers cannot starve a writer.
/// 3. A domain without holders has no entry here.
package struct LocalLockQueue: Hashable, Sendable {
  private struct Line: Hashable {
    let domain: LockDomain
    var mode: LockMode
    var holders: Int
    /// The number of an exclusive holder: who it is is then told without a look at those who wait.
    var holder: UInt64
    /// A slice, so that the first can be taken off without moving the rest.
    var waiting: ArraySlice<LocalLockRequest>

    /// Invariants 1 to 3, as far as one domain shows them.
    var isInOrder: Bool {
      holders > 0 && (mode == .shared || holders == 1) && (mode == .exclusive || waiting.first?.mode != .shared)
    }
  }

  private var lines: [Line] = []

  private func index(of domain: LockDomain) -> Int? { lines.firstIndex { $0.domain == domain } }

  package init() {}

  package var isEmpty: Bool { lines.isEmpty }

  package mutating func enter(_ ticket: LocalLockRequest) -> LocalLockAnswer {
    guard let index = index(of: ticket.domain) else {
      lines.append(Line(domain: ticket.domain, mode: ticket.mode, holders: 1, holder: ticket.number, waiting: []))
      return .granted
    }
    if lines[index].mode == .shared, ticket.mode == .shared, lines[index].waiting.isEmpty {
      lines[index].holders += 1
      return .granted
    }
    assert(lines[index].mode == .shared || lines[index].holder != ticket.number, "a ticket enters once")
    lines[index].waiting.append(ticket)
    assert(lines[index].isInOrder, "who waits has somebody before it that it cannot go with")
    return .queued
  }

  /// Gives a local lock back, or a place in the queue.
  /// - Returns: the tickets that are granted by it.
  package mutating func leave(_ ticket: LocalLockRequest) -> [LocalLockRequest] {
    guard let index = index(of: ticket.domain) else { return [] }
    if lines[index].waiting.isEmpty {
      // The usual case, without a look at the queue.
      assert(lines[index].mode == .shared || lines[index].holder == ticket.number, "who leaves was there")
      lines[index].holders -= 1
      if lines[index].holders == 0 { lines.swapAt(index, lines.count - 1); lines.removeLast() }
      return []
    }
    let isHolder = lines[index].mode == .exclusive && lines[index].holder == ticket.number
    if !isHolder, let place = lines[index].waiting.firstIndex(of: ticket) {
      lines[index].waiting.remove(at: place)
      // Shared tickets behind an exclusive one that gave up may go on, if the holders are shared.
      guard lines[index].mode == .shared else { return [] }
      return Self.admitShared(to: &lines[index])
    }
    assert(isHolder || lines[index].mode == .shared, "who leaves was there")
    lines[index].holders -= 1
    guard lines[index].holders == 0 else { return [] }
    return Self.admitNext(to: &lines[index])
  }

  private static func admitNext(to line: inout Line) -> [LocalLockRequest] {
    let next = line.waiting.removeFirst()
    line.mode = next.mode
    line.holders = 1
    line.holder = next.number
    guard next.mode == .shared else {
      assert(line.isInOrder, "one exclusive holder, and nobody beside it")
      return [next]
    }
    return [next] + admitShared(to: &line)
  }

  private static func admitShared(to line: inout Line) -> [LocalLockRequest] {
    let admitted = Array(line.waiting.prefix { $0.mode == .shared })
    line.waiting.removeFirst(admitted.count)
    line.holders += admitted.count
    assert(line.isInOrder, "readers hold it together, and the next is a writer")
    return admitted
  }
}
