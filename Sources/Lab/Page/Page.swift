/// A report as one HTML page that needs nothing else: no network, no other file.
package struct Page {
  private let title: String
  private let style: [UInt8]
  private let header: Markup
  private let sections: [Markup]

  /// - Parameter style: CSS that this page needs beyond that of all pages.
  package init(_ title: String, style: [UInt8] = [], header: Markup, _ sections: [Markup]) {
    (self.title, self.style, self.header, self.sections) = (title, style, header, sections)
  }

  package var html: String {
    let sheet = Markup(trusted: String(decoding: PackageResources.page_css + style, as: UTF8.self))
    let script = Markup(trusted: String(decoding: PackageResources.page_js, as: UTF8.self))
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      \(sheet)</style>
      <script>
      document.documentElement.classList.add('js');
      </script>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the results</a>
      \(header)
      <main id="main" tabindex="-1">
      \(sections.map { "\($0)\n" as Markup })</main>
      <script>
      \(script)</script>
      </body>
      </html>

      """
    return page.text
  }
}

/// A table that scrolls sideways where it has no room.
package struct ScrollingTable {
  /// What it is, for who cannot see it, and what stands above it.
  private let label: Markup
  private let caption: Markup
  private let headings: [Markup]
  private let rows: [Markup]
  private let style: Markup

  /// - Parameters:
  ///   - headings: each a whole `th`, or plain text.
  ///   - rows: each a whole `tr`.
  package init(
    _ label: Markup, caption: Markup? = nil, style: String = "", headings: [Markup], rows: [Markup]
  ) {
    (self.label, self.caption, self.headings, self.rows) = (label, caption ?? label, headings, rows)
    self.style = style.isEmpty ? .nothing : #" class="\#(style)""#
  }

  package var markup: Markup {
    let columns: [Markup] = headings.map { $0.text.hasPrefix("<th") ? $0 : #"<th scope="col">\#($0)</th>"# }
    return """
      <div class="scroller" role="region" aria-label="\(label)" tabindex="0">
      <table\(style)>
      <caption><span>\(caption)</span></caption>
      <thead><tr>\(columns)</tr></thead>
      <tbody>
      \(rows)</tbody></table></div>

      """
  }
}
