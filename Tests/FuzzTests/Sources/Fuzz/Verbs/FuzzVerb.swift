import FileSessions

/// What is asked of a store. Sessions go by their place: each store draws ids of its own where one rotates.
enum FuzzVerb {
  case create(Int, FuzzPayload, SessionLifetime?)
  case load(Int)
  /// - Parameter version: whether it is for the version seen last, for one that is not, or for any.
  case save(Int, FuzzPayload, SessionLifetime?, Expected)
  case put(Int, FuzzPayload, SessionLifetime?)
  case update(Int, UInt8, SessionLifetime?)
  case updateThatFails(Int)
  case touch(Int)
  case rotate(Int, grace: Int64)
  case delete(Int)
  case sweep
  /// Of a store in files: closed, and opened anew.
  case reopen

  enum Expected { case any, seen, none }

  static let limit = 3000

  /// Seconds are hundreds: a touch that gains less than a twentieth of a lifetime does not count, and none gains that.
  init(_ dice: inout Dice, places: Int) {
    let place = Int(dice.byte()) % places
    switch dice.byte() % 16 {
    case 0, 1: self = .create(place, Self.payload(&dice), Self.lifetime(&dice))
    case 2, 3: self = .load(place)
    case 4, 5: self = .save(place, Self.payload(&dice), Self.lifetime(&dice), dice.choice([.any, .seen, .none]))
    case 6: self = .put(place, Self.payload(&dice), Self.lifetime(&dice))
    case 7, 8: self = .update(place, dice.byte(), Self.lifetime(&dice))
    case 9: self = .updateThatFails(place)
    case 10: self = .touch(place)
    case 11: self = .rotate(place, grace: Int64(dice.byte() % 4) * 100)
    case 12, 13: self = .delete(place)
    case 14: self = .sweep
    // Which takes as long as a hundred others.
    default: self = dice.byte() < 8 ? .reopen : .load(place)
    }
  }

  private static func payload(_ dice: inout Dice) -> FuzzPayload {
    let kind = dice.byte()
    // One that outgrows its slot, one that is at the limit.
    let count = [0, 1, 3, 100, 600, 1500, 2900, limit][Int(kind & 7)]
    return FuzzPayload([UInt8](repeating: kind >> 3, count: count))
  }

  private static func lifetime(_ dice: inout Dice) -> SessionLifetime? {
    switch dice.byte() % 6 {
    case 0: SessionLifetime(idle: .seconds(300), absolute: nil)
    case 1: SessionLifetime(idle: nil, absolute: .seconds(500))
    case 2: SessionLifetime(idle: nil, absolute: nil)
    default: nil
    }
  }
}
