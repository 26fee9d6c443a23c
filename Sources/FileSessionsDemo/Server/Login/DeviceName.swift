/// What somebody is to recognise a device by, from what its browser says of itself: "Firefox on Linux".
enum DeviceName {
  /// Browsers name those that they descend from, too: the first that is found is the youngest.
  private static let browsers = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
  ]
  private static let systems = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
  ]

  static func of(userAgent: String) -> String {
    let names = [browsers, systems].compactMap { known in known.first { userAgent.contains($0.0) }?.1 }
    return names.isEmpty ? "Unknown device" : names.joined(separator: " on ")
  }
}
