/// Which keys a JSON text has, each with those of the objects around it, as numbers.
///
/// It is looked at before each save, and so is made of one pass over the bytes: what decodes a value again costs fifty
/// times as much. Two keys may be one number once in 2^64.
struct JSONKeys {
  private(set) var paths: Set<UInt64> = []
  private var stack: [UInt64] = []
  private var path: UInt64 = JSONKeys.seed

  private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

  init(of text: [UInt8]) {
    var index = 0
    // The string that ended last: a key, if a colon comes next.
    var string = JSONKeys.seed
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""): string = Self.string(text, &index, in: stack.last ?? Self.seed)
      case UInt8(ascii: ":"):
        path = string
        paths.insert(path)
      case UInt8(ascii: "{"): stack.append(path)
      // What follows may be the next object of an array, which has the key of this one.
      case UInt8(ascii: "}"): path = stack.popLast() ?? Self.seed
      default: break
      }
      index += 1
    }
  }

  /// The number of a string inside of an object, by FNV-1a.
  private static func string(_ text: [UInt8], _ index: inout Int, in object: UInt64) -> UInt64 {
    var number = (object ^ 0xff) &* 0x0000_0100_0000_01b3
    index += 1
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      number = (number ^ UInt64(text[index])) &* 0x0000_0100_0000_01b3
      if text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
        index += 1
        number = (number ^ UInt64(text[index])) &* 0x0000_0100_0000_01b3
      }
      index += 1
    }
    return number
  }
}
