#if CommandLineTool
extension PageStyle {
  static var tables: String {
    """
    .scroller { overflow-x: auto; margin: 0.8rem 0; border: 1px solid var(--rule); position: relative; }
    table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
    .scroller table { width: 100%; }
    caption { text-align: left; color: var(--quiet); padding: 0.5rem 0.7rem; font-size: 0.9rem; }
    th, td { padding: 0.35rem 0.7rem; text-align: left; border-top: 1px solid var(--rule); vertical-align: top; }
    thead th { vertical-align: bottom; line-height: 1.25; }
    .scroller th[scope="row"], .scroller thead th:first-child {
      position: sticky; left: 0; background: var(--paper); font-weight: 600; z-index: 1;
    }
    .number, .scroller thead th:not(:first-child) { text-align: right; }
    .findings-table thead th:not(:first-child) { text-align: left; }
    .findings-table td { min-width: 5.4rem; } .findings-table th[scope="row"] { white-space: nowrap; }
    .findings-table .badge { font-weight: 400; }
    .sub { display: block; font-weight: 400; font-size: 0.78rem; color: var(--quiet); }
    .cell .sub { color: inherit; }
    .interval { color: var(--quiet); font-size: 0.85em; margin-left: 0.5rem; }
    .number:has(.interval) { white-space: nowrap; }
    .findings-table thead .sub { color: var(--seen); max-width: 9rem; }
    .findings-table thead th:nth-last-child(-n + 2) .sub { color: var(--quiet); }
    .left { font-weight: 700; } .none { color: var(--quiet); }
    caption span { position: sticky; left: 0.7rem; display: inline-block; max-width: calc(100vw - 4rem); }
    .environment caption { padding-left: 0; }
    .environment th { font-weight: 400; color: var(--quiet); padding-left: 0; }
    .environment td { white-space: nowrap; }
    .legend .cell, .legend .tag { white-space: nowrap; }
    .legend .cell { display: inline-block; padding: 0 0.4rem; }

    """
  }

  static var plots: String {
    """
    .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; font-size: 0.9rem; color: var(--quiet); }
    .legend li { display: inline-flex; align-items: center; gap: 0.4rem; }
    .plot { margin: 1rem 0; padding: 0; }
    .plot-row, .axis { display: grid; gap: 0 0.8rem; align-items: center; }
    .plot-row, .axis { grid-template-columns: 10.5rem 5rem 1fr 26.5rem; }
    .plot.bars .plot-row { grid-template-columns: 10.5rem 5rem 1fr 14rem; }
    .plot-row { padding: 0 0.5rem; font-size: 0.92rem; }
    .outcome:has(.tag) { display: grid; gap: 3px; }
    .outcome:has(.tag) { grid-template-columns: 2.9rem 2.9rem 3.9rem 4.2rem 3.4rem 4.1rem 3.6rem; }
    .outcome .tag { font-size: 0.75rem; padding: 0.08rem 0.2rem; text-align: center; margin: 0; white-space: nowrap; }
    .tag s { text-decoration-thickness: 1px; }
    .spoken { position: absolute; width: 1px; height: 1px; overflow: clip; clip-path: inset(50%); }
    .plot-row.ridge { grid-template-columns: 10.5rem 5rem 1fr; }
    .plot:has(.ridge) .axis { grid-template-columns: 10.5rem 5rem 1fr; }
    .plot-row .value { text-align: right; font-variant-numeric: tabular-nums; color: var(--quiet); }
    .plot-row .name { font-weight: 600; overflow-wrap: anywhere; }
    .axis { padding: 0 0.5rem; font-size: 0.8rem; color: var(--quiet); }
    .axis .line { grid-column: 3; position: relative; height: 1.3rem; }
    .axis .line span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
    .band { border-left: 5px solid var(--neutral); margin: 0 0 0.8rem; padding: 0.3rem 0; background: var(--raised); }
    .axis { border-left: 5px solid transparent; }
    .plot > ul { border-left: 5px solid transparent; }
    .band.kept { border-color: var(--kept); } .band.seen { border-color: var(--seen); }
    .band.unseen { border-color: var(--unseen); border-left-style: dashed; }
    .band-title { font-size: 0.9rem; font-weight: 600; margin: 0 0.5rem 0.2rem; }
    .kept .band-title { color: var(--kept); } .seen .band-title { color: var(--seen); }
    .unseen .band-title { color: var(--unseen); }
    .track { display: block; overflow: visible; }
    .grid { stroke: var(--grid); stroke-width: 1; } .band .grid { stroke: var(--rule); }
    .reference { stroke: var(--kept); stroke-width: 1.5; stroke-dasharray: 4 3; }
    .range { stroke-width: 3; stroke-opacity: 0.55; }
    .range.kept { stroke: var(--kept); } .range.seen { stroke: var(--seen); }
    .range.unseen { stroke: var(--unseen); stroke-dasharray: 3 3; }
    .mark path { stroke-width: 2; stroke: var(--ink); fill: none; }
    .mark .kept { fill: var(--kept); stroke: var(--paper); }
    .mark .unseen { fill: var(--paper); stroke: var(--unseen); stroke-dasharray: 3 2; }
    .mark .seen { stroke: var(--seen); stroke-width: 3.5; stroke-linecap: round; }
    .mark .p50 { fill: var(--ink); stroke: var(--paper); } .mark .p99 { fill: var(--paper); }
    .mark .p999 { fill: var(--paper); }
    .mark .max { stroke-width: 3; }
    .mark .floor { fill: var(--floor); stroke: var(--paper); stroke-width: 1; }
    .bar.kept { fill: var(--kept); } .bar.seen { fill: var(--seen); } .bar.unseen { fill: var(--unseen); }
    .bar.odd { fill-opacity: 0.55; }
    .shape { fill-opacity: var(--shade); }
    .shape.kept { fill: var(--kept); } .shape.seen { fill: var(--seen); } .shape.unseen { fill: var(--unseen); }
    @media (max-width: 52rem) {
      .plot-row, .plot-row.ridge, .plot.bars .plot-row { grid-template-columns: 1fr auto; padding-bottom: 0.5rem; }
      .outcome:has(.tag) { grid-template-columns: repeat(6, auto); justify-content: start; }
      .plot-row .track, .plot-row .outcome { grid-column: 1 / -1; }
      .axis, .plot:has(.ridge) .axis { display: block; position: sticky; top: 0; background: var(--paper); z-index: 2; }
      .axis .line { display: block; }
      .findings-table th[scope="row"] { white-space: normal; }
      .findings-table th a { white-space: nowrap; }
      .findings-table caption span::after { content: " (scrolls sideways)"; }
      .findings-table .badge { max-width: 9rem; }
    }

    """
  }
}
#endif
