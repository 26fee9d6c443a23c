"""The page broken on purpose: for each breakage what is done to the page, and the checks of which the last has to
notice."""

from demo_checks import (
    both, console, contrast, drops, keeps, keyboard, loses, lost, network, overflow, scheme, structure, touch)

SESSION = "path.endsWith('/session')"
VISIT = "path.endsWith('/visit')"


def answer(condition, change):
    """Some of the answers are others."""
    return f"""const real = fetch; window.fetch = async (path, options) => {{
      const found = await real(path, options);
      if (!({condition})) return found;
      return new Response(JSON.stringify({{...await found.json(), {change}}})); }}"""


def style(rules):
    return f"document.head.append(Object.assign(document.createElement('style'), {{textContent: `{rules}`}}))"


def stuck(selector, text):
    return f"""const stuck = document.querySelector('{selector}');
      new MutationObserver(() => {{ if (stuck.textContent !== '{text}') stuck.textContent = '{text}'; }})
        .observe(stuck, {{childList: true}})"""


BREAKAGES = [
    ("the explanation is hidden", "light", style("#how { display: none }"), [loses, lost]),
    ("the schedule is hidden", "light", style("#steps { display: none }"), [loses, lost]),
    ("both clients look alike", "light", style(".step { grid-column: 2 !important; color: red !important }"),
     [loses, lost]),
    ("the counter always shows 50", "light", stuck('[data-key="ok"]', "50"), [drops]),
    ("the verdict is always the same", "light", stuck("tr[data-strategy=rename] [data-key=words]", "kept all"), [loses]),
    ("lost updates are not seen", "light", answer(SESSION, "count: 50"), [loses]),
    ("a kept session counts as dropped", "light",
     answer(VISIT + " && !window.once++", "loggedIn: false") + "; window.once = 0", [keeps("slots")]),
    ("another user counts as kept", "light", answer(VISIT, "user: 'somebody'"), [keeps("slots")]),
    ("only one process is asked", "light",
     "const real = fetch; window.fetch = (path, options) => real(new URL(path).pathname, options)",
     [keeps("slots"), both]),
    ("an error on the console", "light", "console.error('broken')", [console]),
    ("an exception", "light", "setTimeout(() => undefined.broken); await new Promise(done => setTimeout(done, 50))",
     [console]),
    ("a request elsewhere", "light", "fetch('https://example.invalid/x').catch(() => 0)", [network]),
    ("a cell without words", "light", "document.querySelector('#grid .cell').ariaLabel = ''", [structure]),
    ("no visible focus", "light", style(":focus-visible, .chip { outline: none !important }"), [keyboard]),
    ("a button out of reach", "light", "document.getElementById('run-once').tabIndex = -1", [keyboard]),
    ("pale text", "light", style(":root { --quiet: #b9c0c6 }"), [contrast]),
    ("no dark colours", "dark", style(":root { --paper: white }"), [scheme]),
    ("wider than a phone", "phone", style(".grid { width: 30rem }"), [overflow]),
    ("choices for a pen", "phone", style(".chip { min-height: 2rem }"), [touch]),
]
