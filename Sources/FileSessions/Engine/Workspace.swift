/// The two buffers of one operation: what is read, and the record that is to be written.
///
/// The payload to be written is put in place before any lock is taken, with room for the header before it. So
/// a record leaves in one `pwrite`, nothing is copied under the lock, and a pooled workspace makes operations
/// free of allocations.
// @unchecked: one operation owns it from WorkspacePool.take to .give, and phases of an operation do not overlap.
package final class Workspace: @unchecked Sendable {
  var incoming: [UInt8]
  var outgoing: [UInt8]
  /// The length of the payload that `outgoing` holds behind the header.
  private(set) var payloadCount = 0

  /// One block of the usual file systems, and so two slots of a small session, and a little more: a read of such a file
  /// comes back short, which shows that it met the end.
  package static let usualByteCount = 4096 + 512

  /// The id that the record which is written next leads to.
  var successor = SessionDigest.none

  /// Where it stands in its pool, if it has a place there.
  let place: Int?

  package init(place: Int? = nil) {
    self.place = place
    incoming = [UInt8](repeating: 0, count: Self.usualByteCount)
    outgoing = [UInt8](repeating: 0, count: Self.usualByteCount)
  }

  package func setPayload(_ payload: Span<UInt8>) {
    reserve(payload.count)
    unsafe outgoing.withUnsafeMutableBufferPointer { target in
      unsafe payload.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        // In bounds: `reserve` made room for header and payload.
        unsafe (to + RecordHeader.byteCount).update(from: from, count: source.count)
      }
    }
  }

  /// Takes over a payload that was read, for a write that changes the header alone.
  func carryPayload(_ range: Range<Int>) {
    let bytes = incoming
    setPayload(bytes.span.extracting(range))
  }

  private func reserve(_ count: Int) {
    payloadCount = count
    let needed = RecordHeader.recordByteCount(payload: count)
    if outgoing.count < needed { outgoing = [UInt8](repeating: 0, count: needed.roundedUp(to: Self.usualByteCount)) }
  }

  /// Completes the record and returns its length.
  func encode(_ header: RecordHeader, of digest: SessionDigest) -> Int {
    var header = header
    header.payloadCount = payloadCount
    var span = outgoing.mutableSpan
    header.encode(into: &span, of: digest, successor: successor)
    return RecordHeader.recordByteCount(payload: payloadCount)
  }

  func extendIncoming(to count: Int) {
    guard count > incoming.count else { return }
    incoming += [UInt8](repeating: 0, count: count - incoming.count)
  }

  /// Lends the room behind `offset` to a read.
  func withRest(from offset: Int, _ body: (inout MutableSpan<UInt8>) -> Int) -> Int {
    // Taken out of the property for the time of the call: a span must not outlive the access it is made in.
    var bytes: [UInt8] = []
    swap(&bytes, &incoming)
    defer { swap(&bytes, &incoming) }
    var span = bytes.mutableSpan
    var rest = span._mutatingExtracting(offset...)
    return body(&rest)
  }

  /// What was to be written has been: it is what would be read now.
  func turnOver() { swap(&incoming, &outgoing) }

  /// The id that a rotated session's record leads to which was read.
  func successor(before payload: Range<Int>) -> SessionDigest {
    let bytes = incoming
    return RecordHeader.successor(of: bytes.span.extracting((payload.lowerBound - RecordHeader.byteCount)...))
  }

  /// The payload that was read, copied out.
  package func payload(_ range: Range<Int>) -> [UInt8] {
    let bytes = incoming
    return [UInt8](copying: bytes.span.extracting(range))
  }

  /// What a session held before this operation cut its file at open. Set while it waits for the lock that it took too
  /// late; `incoming` still holds the payload.
  private var beforeTruncation: (digest: SessionDigest, record: Record)?

  func rememberBeforeTruncation(_ digest: SessionDigest, _ record: Record) { beforeTruncation = (digest, record) }

  /// Whether an attempt of this operation cut the file and then had to wait: the next one goes on from there.
  package var isMidTruncation: Bool { beforeTruncation != nil }

  func forgetTruncation() { beforeTruncation = nil }

  func recordBeforeTruncation(of digest: SessionDigest) -> Record? {
    guard let before = beforeTruncation, before.digest == digest else { return nil }
    return before.record
  }

  /// Whether the payload that is to be written is the one that was read at `range`.
  func hasRead(_ range: Range<Int>) -> Bool {
    guard range.count == payloadCount else { return false }
    let (read, written) = (incoming, outgoing)
    let start = RecordHeader.byteCount
    return read.span.extracting(range).isEqual(to: written.span.extracting(start..<start + payloadCount))
  }

  /// Gives large buffers back, so that one large session does not make a workspace large for good.
  func trim() {
    beforeTruncation = nil
    if incoming.count > 16 * Self.usualByteCount { incoming = [UInt8](repeating: 0, count: Self.usualByteCount) }
    if outgoing.count > 16 * Self.usualByteCount { outgoing = [UInt8](repeating: 0, count: Self.usualByteCount) }
  }
}

extension Int {
  func roundedUp(to multiple: Int) -> Int { (self + multiple - 1) / multiple * multiple }
}
