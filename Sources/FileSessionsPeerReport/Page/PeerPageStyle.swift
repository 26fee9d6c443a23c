#if CommandLineTool
internal import FileSessionsComparison

/// What this page needs beyond the style of the comparison's.
enum PeerPageStyle {
  static var sheet: Markup {
    Markup(
      trusted: """
        .plot.bars.peers .plot-row, .plot.peers .axis { grid-template-columns: 16.5rem 5.5rem 1fr 10rem; }
        .bar.library { fill: var(--link); } .bar.floor { fill: var(--neutral); fill-opacity: 0.55; }
        .bar.peer { fill: var(--neutral); }
        td.kept, td.seen { color: var(--kept); background: var(--kept-paper); white-space: nowrap; }
        td.seen { color: var(--seen); background: var(--seen-paper); }
        td.level { white-space: nowrap; color: var(--quiet); }
        .curve { display: block; width: 100%; height: auto; max-width: 60rem; }
        .curve text { fill: var(--quiet); font-size: 12px; }
        .curve .label { fill: var(--ink); }
        .curve .grid { stroke: var(--grid); }
        .curve polyline { fill: none; stroke: var(--neutral); stroke-width: 1.5; }
        .curve polyline.library { stroke: var(--link); stroke-width: 3.5; }
        .curve polyline.floor { stroke-dasharray: 4 3; }
        @media (max-width: 52rem) {
          .plot.bars.peers .plot-row { grid-template-columns: 1fr auto; }
          .curve-scroller { overflow-x: auto; } .curve { min-width: 44rem; }
        }

        """)
  }
}
#endif
