/// The ids that a deletion concerns: a rotated one, its successor, the successor's. The newest goes first, so that a
/// kill in between leaves ids that lead to nothing, and not a session that nobody knows the id of.
package struct DeletionChain {
  private var digests: [SessionDigest]
  private var isBackward = false

  package init(_ digest: SessionDigest) { digests = [digest] }

  package struct Step: Sendable {
    package let digest: SessionDigest
    package let successorIsGone: Bool
  }

  package var next: Step? { digests.last.map { Step(digest: $0, successorIsGone: isBackward) } }

  package mutating func advance(_ outcome: Deletion) {
    switch outcome {
    case .successorFirst(let successor) where !digests.contains(successor): digests.append(successor)
    // A chain that leads back to itself was not written by a store: this one goes next, as it stands.
    case .successorFirst: isBackward = true
    case .done, .wasAbsent:
      digests.removeLast()
      isBackward = true
    }
  }
}
