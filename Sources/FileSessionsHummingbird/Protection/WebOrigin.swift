/// Where a page comes from, as browsers tell it in `Origin`: scheme, host and port (RFC 6454).
///
/// `https://example.org` and `https://example.org:443` are one; `http://example.org`, `https://www.example.org` and
/// `https://example.org:8443` are three others.
public struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
  let scheme: String
  private let host: String
  /// `nil` for the scheme's own.
  private let port: UInt16?

  /// An origin of a text such as `https://example.org` or `http://[::1]:8080`.
  /// - Throws: `InvalidWebOrigin` for anything else: one with a path (`https://example.org/`), a pattern, a host that
  ///   is not in ASCII, `null`.
  public init(_ text: String) throws(InvalidWebOrigin) {
    let parts = text.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts[0].first, ("a"..."z").contains(first),
      parts[0].utf8.allSatisfy({ Self.isLetterOrDigit($0) || "+-.".utf8.contains($0) }),
      let (host, port) = Self.address(parts[1])
    else { throw InvalidWebOrigin(text: text) }
    scheme = String(parts[0])
    self.host = host
    self.port = port == Self.usualPorts[scheme] ? nil : port
  }

  /// The text by which a browser names it.
  public var description: String { "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")" }

  private static let usualPorts: [String: UInt16] = ["http": 80, "https": 443]

  private static func address(_ text: Substring) -> (host: String, port: UInt16?)? {
    let isNumeric = text.first == "["
    let end = isNumeric ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":") ?? text.endIndex
    guard let end else { return nil }
    let (host, rest) = (text[..<end], text[end...])
    let isHost =
      isNumeric
      ? host.count > 2 && host.dropFirst().dropLast().utf8.allSatisfy { isLetterOrDigit($0) || ":.".utf8.contains($0) }
      : !host.isEmpty && host.utf8.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
    guard isHost else { return nil }
    guard !rest.isEmpty else { return (String(host), nil) }
    let digits = rest.dropFirst()
    guard rest.first == ":", digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = UInt16(digits)
    else { return nil }
    return (String(host), port)
  }

  /// Of lower-case ASCII.
  private static func isLetterOrDigit(_ character: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
  }
}

/// A text that is no origin.
public struct InvalidWebOrigin: Error, CustomStringConvertible {
  /// What was given.
  public let text: String

  /// What an origin looks like.
  public var description: String {
    "'\(text)' is no origin: write scheme://host or scheme://host:port, in ASCII, without a path and without patterns"
  }
}
