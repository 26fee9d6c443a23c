#if CommandLineTool
/// How the page looks, in either colour scheme.
package enum PageStyle {
  package static var sheet: Markup { Markup(trusted: colours + text + parts + tables + plots) }

  private static var colours: String {
    """
    :root {
      color-scheme: light dark;
      --paper: #fdfdfc; --raised: #f3f4f2; --ink: #1b1e22; --quiet: #565d66; --rule: #d5d9dc; --grid: #e3e6e8;
      --link: #0b57a4; --focus: #0b57a4;
      --seen: #b3201b; --seen-paper: #fcebe9; --kept: #176639; --kept-paper: #e6f3ea;
      --unseen: #7a4f00; --unseen-paper: #fdf3dc; --hatch: #f4e3b8; --neutral: #5c6b7a; --floor: #0b57a4; --shade: 35%;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171a; --raised: #1e2327; --ink: #e7e9eb; --quiet: #a6aeb6; --rule: #3a4147; --grid: #2a3035;
        --link: #8dbdff; --focus: #8dbdff;
        --seen: #ff8f85; --seen-paper: #3a1c1b; --kept: #7fd79c; --kept-paper: #16301f;
        --unseen: #f2c65f; --unseen-paper: #312813; --hatch: #42371b; --neutral: #93a2b0; --floor: #8dbdff;
      }
    }

    """
  }

  private static var text: String {
    """
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
    body {
      margin: 0 auto; max-width: 74rem; padding: 1.5rem clamp(0.9rem, 3vw, 2rem) 4rem;
      background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
      overflow-wrap: break-word;
    }
    h1 { font-size: clamp(1.6rem, 5vw, 2.3rem); line-height: 1.15; margin: 0 0 0.6rem; letter-spacing: -0.01em; }
    h2 { font-size: 1.4rem; line-height: 1.2; margin: 3rem 0 0.6rem;
      padding-top: 1rem; border-top: 2px solid var(--ink); }
    h3 { font-size: 1.05rem; line-height: 1.3; margin: 1.5rem 0 0.3rem; }
    p { margin: 0 0 0.8rem; max-width: 46rem; }
    a { color: var(--link); }
    code { font: 0.9em/1.4 ui-monospace, Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
    ul { padding: 0; margin: 0; list-style: none; }
    .lead { font-size: 1.1rem; }
    .setting { color: var(--quiet); font-size: 0.92rem; max-width: none; }
    .after { margin-top: 0.8rem; }
    .skip { position: absolute; left: -100vw; top: 0; padding: 0.6rem 1rem; background: var(--paper); z-index: 3; }
    .skip:focus { left: 0; }
    nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; }
    nav a { display: inline-block; padding: 0.3rem 0; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
    main:focus { outline: none; }

    """
  }

  private static var parts: String {
    """
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 0.8rem; }
    .tile { background: var(--raised); border-left: 5px solid var(--neutral); padding: 0.8rem 1rem; }
    .tile p { margin: 0; font-size: 0.95rem; }
    .tile .big { font-size: 1.7rem; font-weight: 700; line-height: 1.2; }
    .tile.kept { border-color: var(--kept); } .tile.kept .big { color: var(--kept); }
    .tile.seen { border-color: var(--seen); } .tile.seen .big { color: var(--seen); }
    .tile.unseen { border-color: var(--unseen); border-left-style: dashed; }
    .tile .caution { color: var(--unseen); margin-top: 0.5rem; }
    .findings h2 { margin-top: 1.5rem; }
    .badge, .tag {
      display: inline-block; font-size: 0.8rem; line-height: 1.35; padding: 0.08rem 0.45rem; border-radius: 3px;
      border: 1px solid currentColor;
    }
    .tag { border-color: transparent; margin: 1px 0; }
    .kept.badge, .kept.tag, .kept.cell { color: var(--kept); background: var(--kept-paper); }
    .count, .culprits li { white-space: nowrap; }
    .seen.badge, .seen.tag, .seen.cell { color: var(--seen); background: var(--seen-paper); font-weight: 600; }
    .unseen.badge, .unseen.tag, .unseen.cell {
      color: var(--unseen); font-style: italic;
      background: repeating-linear-gradient(135deg, var(--unseen-paper) 0 5px, var(--hatch) 5px 7px);
    }
    .unseen.badge { border-style: dashed; }
    .meanings { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 0.8rem; }
    .meaning { border-left: 5px solid var(--seen); background: var(--seen-paper); padding: 0.7rem 1rem; }
    .meaning h3 { margin: 0 0 0.2rem; color: var(--seen); }
    .meaning p { font-size: 0.92rem; margin-bottom: 0.4rem; }
    .culprits { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; font-size: 0.92rem; }
    .count { color: var(--seen); font-weight: 700; font-variant-numeric: tabular-nums; }
    .choice { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0.8rem 0; }
    .choice button {
      font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--quiet); border-radius: 4px;
      padding: 0.4rem 1rem; min-height: 2.75rem; cursor: pointer;
    }
    .choice button[aria-pressed="true"] { background: var(--ink); color: var(--paper); font-weight: 600; }
    html:not(.js) .choice { display: none; }
    .js .panel:not(.shown) { display: none; }
    details { border: 1px solid var(--rule); border-radius: 4px; margin: 0.5rem 0; }
    details[open] { background: var(--raised); }
    summary { padding: 0.6rem 0.9rem; cursor: pointer; }
    summary .name { font-weight: 600; margin-right: 0.5rem; }
    dl { margin: 0; padding: 0 0.9rem 0.8rem; display: grid; gap: 0.4rem 1rem; }
    dl { grid-template-columns: minmax(7rem, auto) 1fr; }
    dt { color: var(--quiet); } dd { margin: 0; min-width: 0; }
    .seen-list strong { color: var(--seen); } .phases { display: block; font-size: 0.92rem; }
    .seen-list li + li { margin-top: 0.3rem; }
    .unpromised { color: var(--quiet); } .unseen-text { color: var(--unseen); }
    .notes { max-width: 46rem; margin-top: 1rem; } .notes li { margin: 0 0 0.6rem; }
    @media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.5rem; } }
    @media print { .choice { display: none; } .js .panel:not(.shown) { display: block; } }

    """
  }
}
#endif
