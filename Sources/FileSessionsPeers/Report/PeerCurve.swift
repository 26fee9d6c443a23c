internal import Foundation

/// What one operation takes with payloads of one size.
struct PeerCurvePoint: Codable, Hashable, Sendable {
  var subject: String
  var operation: PeerOperation
  var size: Int
  var microseconds: Double

  private enum CodingKeys: String, CodingKey {
    case subject, operation, size
    case microseconds = "us"
  }
}

/// From which payload on which of two is faster.
struct PeerCrossing: Codable, Hashable, Sendable {
  var operation: PeerOperation
  var library: String
  var other: String
  /// Whether the library is faster with the smallest payload.
  var beginsFaster: Bool
  /// Where that changes, in bytes, between the sizes that were measured; empty where it does not.
  var sizes: [Double]

  /// - Parameter points: of both, of one operation or of several.
  init(_ operation: PeerOperation, _ library: String, _ other: String, in points: [PeerCurvePoint]) {
    self.operation = operation
    self.library = library
    self.other = other
    let leads = Self.leads(operation, library, other, points)
    beginsFaster = (leads.first?.lead ?? 0) > 0
    sizes = zip(leads, leads.dropFirst()).compactMap { before, after in
      guard (before.lead > 0) != (after.lead > 0) else { return nil }
      // Straight between two points, both axes being logarithmic.
      let share = before.lead / (before.lead - after.lead)
      return exp(log(before.size) + share * (log(after.size) - log(before.size)))
    }
  }

  /// By size: the logarithm of how many times as fast the library is.
  private static func leads(
    _ operation: PeerOperation, _ library: String, _ other: String, _ points: [PeerCurvePoint]
  ) -> [(size: Double, lead: Double)] {
    let own = points.filter { $0.subject == library && $0.operation == operation }.sorted { $0.size < $1.size }
    return own.compactMap { point in
      let its = points.first { $0.subject == other && $0.operation == operation && $0.size == point.size }
      guard let its, its.microseconds > 0, point.microseconds > 0 else { return nil }
      return (Double(point.size), log(its.microseconds / point.microseconds))
    }
  }

  var words: String {
    if sizes.isEmpty { return beginsFaster ? "faster at every size" : "slower at every size" }
    var isFaster = beginsFaster
    let changes = sizes.map { size -> String in
      isFaster.toggle()
      return "\(isFaster ? "faster" : "slower") from \(Self.bytes(size))"
    }
    return ([beginsFaster ? "faster" : "slower"] + changes).joined(separator: ", ")
  }

  static func bytes(_ size: Double) -> String {
    size < 1024 ? "\(Int(size.rounded())) B" : "\((size / 1024 * 10).rounded() / 10) kB"
  }

  private enum CodingKeys: String, CodingKey {
    case operation, library, other, sizes
    case beginsFaster = "begins_faster"
  }
}
