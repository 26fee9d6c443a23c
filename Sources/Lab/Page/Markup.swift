/// HTML. A literal is taken as it is; what is interpolated is escaped, unless it is HTML already.
///
/// So nothing that comes from outside (a strategy's name, an error's text, a kernel's release) can become a tag, and
/// nobody has to remember to escape it.
package struct Markup: ExpressibleByStringInterpolation, Sendable {
  package private(set) var text: String

  package init(stringLiteral value: String) { text = value }

  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// For what this program wrote itself: its style sheet and its script.
  package init(trusted text: String) { self.text = text }

  package static var nothing: Markup { "" }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

    package mutating func appendInterpolation(_ markups: [Markup]) { for markup in markups { text += markup.text } }

    package mutating func appendInterpolation(_ raw: String) { text += Markup.escaped(raw) }

    package mutating func appendInterpolation(_ number: Int) { text += String(number) }
  }

  /// Fit for text and for an attribute in quotation marks of either kind.
  package static func escaped(_ raw: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(raw.utf8.count)
    for scalar in raw.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // Control characters have no place in HTML; the end of a line is the exception that matters.
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value): escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
