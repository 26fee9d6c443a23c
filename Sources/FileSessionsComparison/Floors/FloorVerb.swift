/// What is held against its floor.
package enum FloorVerb: String, CaseIterable, Sendable {
  case load, save, update
}
