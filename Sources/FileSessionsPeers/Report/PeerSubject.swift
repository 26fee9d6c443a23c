/// Who is measured.
struct PeerSubject: Codable, Hashable, Sendable {
  enum Role: String, Codable, Sendable {
    case library
    /// What a developer might pick instead.
    case peer
    /// Bare system calls in C.
    case floor
  }

  var name: String
  var title: String
  var role: Role
  /// Whether it survives a power cut: then only durable saves are measured of it.
  var isDurable: Bool
  /// Whether two updates at once are both kept.
  var updatesAreAtomic: Bool

  init(
    _ name: String, _ title: String, _ role: Role, isDurable: Bool = false, updatesAreAtomic: Bool = true
  ) {
    self.name = name
    self.title = title
    self.role = role
    self.isDurable = isDurable
    self.updatesAreAtomic = updatesAreAtomic
  }

  private enum CodingKeys: String, CodingKey {
    case name, title, role
    case isDurable = "is_durable"
    case updatesAreAtomic = "updates_are_atomic"
  }
}
