/// What a power cut must not do, and did.
struct PowerFinding {
  enum Kind: String, CaseIterable, Codable, Sendable {
    /// An acknowledged value is not there.
    case lost
    /// A value is not whole, or nobody's.
    case torn
    /// A deleted session is back.
    case revived
    /// A later open, sweep or save does not work, or something is left.
    case unusable
  }

  let kind: Kind
  let words: String

  init(_ kind: Kind, _ words: String) { (self.kind, self.words) = (kind, words) }
}
