/// What the recipes' sessions hold.
struct Visit: Codable, Sendable {
  var count = 0
}
