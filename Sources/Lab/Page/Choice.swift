/// Panels of which one is shown, and the buttons that choose it.
///
/// Without a script all are shown and there are no buttons.
package struct Choice {
  package struct Panel {
    var name: String
    var content: Markup

    package init(name: String, content: Markup) {
      self.name = name
      self.content = content
    }
  }

  /// Unique on the page.
  let identifier: String
  /// What is chosen, for who cannot see it.
  let label: String
  let panels: [Panel]

  package init(identifier: String, label: String, panels: [Panel]) {
    self.identifier = identifier
    self.label = label
    self.panels = panels
  }

  package var markup: Markup {
    """
    <div class="choice" role="group" aria-label="\(label)">
    \(panels.enumerated().map(button))</div>
    \(panels.enumerated().map(panel))
    """
  }

  private func button(_ entry: (offset: Int, element: Panel)) -> Markup {
    """
    <button type="button" aria-pressed="\(entry.offset == 0 ? "true" : "false")" \
    aria-controls="\(identifier)-\(entry.offset)">\(entry.element.name)</button>

    """
  }

  private func panel(_ entry: (offset: Int, element: Panel)) -> Markup {
    """
    <div class="panel\(entry.offset == 0 ? " shown" : "")" id="\(identifier)-\(entry.offset)">
    \(entry.element.content)</div>

    """
  }
}
