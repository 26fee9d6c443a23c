/// A lock as the seam takes it: by which call, on which bytes.
package struct LockKind: Hashable, Sendable {
  package let call: LockCall
  package let range: LockRange

  /// - Parameter range: nothing to a call that locks the whole file.
  package init(_ call: LockCall, _ range: LockRange = .wholeFile) {
    self.call = call
    self.range = call.traits.coversRanges ? range : .wholeFile
  }

  package static let flock = LockKind(.flock)
}

extension LockKind: CustomStringConvertible {
  /// Its word, and the range where there is one.
  package var description: String {
    call.traits.coversRanges ? "\(call.traits.word) \(range.start) \(range.length)" : call.traits.word
  }
}
