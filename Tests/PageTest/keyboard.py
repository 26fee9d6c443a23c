"""The page without a mouse."""

import looks

TAB, ENTER = ("Tab", 9), ("Enter", 13)
# A number for each, in the order of the document, so that stops can be told apart.
NUMBER = """[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  .filter(e => (e.tabIndex >= 0 || e.matches("a, button, summary")) && e.checkVisibility())
  .map((e, index) => { e.dataset.stop = index; return e.tagName + ' ' + e.textContent.trim().slice(0, 30); })"""
STOP = """(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e), box = e.getBoundingClientRect();
  let ground = document.body;
  for (let p = e.parentElement; p; p = p.parentElement)
    if (!/, 0\\)$/.test(getComputedStyle(p).backgroundColor)) { ground = p; break; }
  return {stop: +(e.dataset.stop ?? -1), style: s.outlineStyle, width: parseFloat(s.outlineWidth),
    colour: s.outlineColor, ground: getComputedStyle(ground).backgroundColor,
    isInSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
})()"""


def focus(stop, name):
    """What is wrong with how a stop shows that it has the focus."""
    if stop["style"] == "none" or stop["width"] < 2:
        yield f"no visible focus on {name}"
    elif looks.contrast_ratio(looks.colour(stop["colour"]), looks.colour(stop["ground"])) < 3:
        yield f"the focus on {name} can hardly be seen"
    if not stop["isInSight"]:
        yield f"the focus is out of sight on {name}"


def keyboard(page, report, html):
    page.evaluate(looks.FOLD)
    expected = page.evaluate(NUMBER)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    reached = []
    for _ in range(len(expected) + 5):
        page.press(*TAB)
        stop = page.evaluate(STOP)
        if stop is None or stop["stop"] in reached:
            break
        reached.append(stop["stop"])
        name = expected[stop["stop"]] if stop["stop"] >= 0 else "something unexpected"
        yield from focus(stop, name)
    if reached != sorted(reached):
        yield "the order of the stops is not that of the page"
    for index, name in enumerate(expected):
        if index not in reached:
            yield f"Tab never reaches {name}"
    yield from buttons(page)
    yield from folds(page)


def buttons(page):
    """Enter chooses a panel, and only that one is shown."""
    for number in range(page.evaluate("document.querySelectorAll('.choice button').length")):
        button = f"document.querySelectorAll('.choice button')[{number}]"
        page.evaluate(button + ".focus()")
        page.press(*ENTER)
        shown = page.evaluate(f"""(() => {{
          const chosen = {button}, group = [...chosen.parentElement.querySelectorAll('button')];
          return group.every(b => (b.getAttribute('aria-pressed') === 'true') === (b === chosen)
            && document.getElementById(b.getAttribute('aria-controls')).checkVisibility() === (b === chosen)); }})()""")
        if not shown:
            yield f"Enter does not choose the panel of button {number + 1}"


def folds(page):
    for number in range(page.evaluate("document.querySelectorAll('summary').length")):
        summary = f"document.querySelectorAll('summary')[{number}]"
        page.evaluate(summary + ".focus()")
        page.press(*ENTER)
        if not page.evaluate(summary + ".parentElement.open"):
            yield f"Enter does not unfold description {number + 1}"
