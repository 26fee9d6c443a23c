/// What a power cut may cost, and which of the disk's images shows it.
struct PowerLoss: Hashable {
  var violation: Violation
  var image: Int
}
