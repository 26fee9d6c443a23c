extension SessionID {
  /// What a store names the session by: 52 characters of lower-case base32, of the SHA-256 of the id and of its domain.
  /// It is no secret: nobody gets from it to `text`. Different for each id, and the same in every process.
  public var storageName: String { EntryName.session(digest).description }
}
