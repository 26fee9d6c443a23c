extension SessionID {
  /// A token for the forms of a session's pages, so that no page of another site can send one: that page's requests
  /// have the cookie, but it cannot read the token.
  ///
  /// It is another one each time, 86 characters that need no escaping, and goes with the id: after a rotation it is
  /// refused. Nothing is stored. Who has it has neither the id nor the name of the session's file.
  ///
  /// An id that was made from a key has none, since it is no secret: to ask for one is a mistake in the program.
  /// - Throws: `inputOutput` where the system has no random bits to give.
  public func formToken() throws(SessionError) -> String {
    guard let own = formSecret else { preconditionFailure("the id of a key is no secret, and has no form token") }
    // A page that is compressed, and repeats what a request said, gives away by its length what is the same in each
    // response (BREACH). With a mask nothing is.
    let mask = try SessionDigest.random()
    return Base64URL.encode(mask) + Base64URL.encode(mask ^ own)
  }

  /// Whether a token is one of this very id. For how long it is compared tells nothing of the id.
  public func accepts(formToken: some StringProtocol) -> Bool {
    let text = formToken.utf8
    guard let own = formSecret, let mask = Base64URL.decode(text.prefix(Base64URL.length)),
      let masked = Base64URL.decode(text.dropFirst(Base64URL.length))
    else { return false }
    let difference = mask ^ masked ^ own
    return difference.first | difference.second | difference.third | difference.fourth == 0
  }

  /// In a domain of its own: the token is no name of a file, and nobody gets from it to the 256 bits that it is made
  /// from.
  private var formSecret: SessionDigest? {
    guard let secret else { return nil }
    let bytes = secret.bytes
    return SessionDigest(domain: "FileSessions form token", bytes.span)
  }
}

extension SessionDigest {
  fileprivate static func ^ (left: Self, right: Self) -> SessionDigest {
    SessionDigest(
      left.first ^ right.first, left.second ^ right.second, left.third ^ right.third, left.fourth ^ right.fourth)
  }
}
