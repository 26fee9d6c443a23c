"""What is checked of a page: each check yields what is wrong, in words."""

import math
import re

import keyboard
import looks

# What each kind of violation means for a logged-in user. The page has to say so wherever one was seen.
MEANINGS = {
    "torn_reads": "logged out for no reason",
    "lost_updates": "an item vanished from the cart",
    "resurrections": "logged out, and yet the session is back",
    "missing": "logged out in the middle of a click",
    "stale_reads": "saved, but the next page shows the old cart",
    "corrupt": "logged out for good",
    "errors": "an error page",
}
SOUND = ["whole reads", "no lost update", "delete is final"]
# The promises that rule a kind of violation out.
PROMISES = {
    "torn_reads": SOUND[:1], "corrupt": SOUND[:1], "lost_updates": SOUND[1:2], "resurrections": SOUND[2:],
    "missing": SOUND, "stale_reads": SOUND, "errors": SOUND,
}
# What would fetch something. A link within the page does not.
REFERENCE = r"""(?:src|href|action)\s*=\s*["'](?!#)[^"']*|@import|url\([^)]*|https?://[^\s"'<]*"""
VERBS = ["load", "save", "update", "create"]
# What is held against its floor, where floors were measured.
FLOORED = VERBS[:3]


def rows(page, report, html):
    """Every strategy has a row in every table and a description of its own."""
    found = page.evaluate("""[...document.querySelectorAll('[data-strategy]')].map(e =>
        [e.dataset.strategy, e.closest('table') ? e.closest('table').caption.textContent : 'details'])""")
    places = {place for _, place in found} | {"details"}
    if len(places) < 7:
        yield f"there are {len(places)} places with a row per strategy instead of seven"
    for row in report["rows"]:
        for place in places:
            if [row["strategy"], place] not in found:
                yield f"{row['strategy']} has no row in '{place}'"


def numbers(page, report, html):
    """What stands on the page is what stands in the JSON, and all of it stands there."""
    shown = page.evaluate("""[...document.querySelectorAll('[data-json]:not(svg)')].map(e =>
        [e.dataset.json, e.textContent.trim()])""")
    for path, text in shown:
        value = resolve(report, path)
        if value is None:
            yield f"{path} is not in the JSON"
        elif not is_same(text, value, path, report):
            yield f"{path} is {value} in the JSON and '{text}' on the page"
    there = {path for path, _ in shown}
    for index, row in enumerate(report["rows"]):
        wanted = ["operations_per_second", "fairness", "leftovers/lock_files", "leftovers/temp_files"]
        wanted += [f"violations/{kind}" for kind in MEANINGS]
        wanted += [f"operations/{verb}/{key}" for verb in VERBS
                   for key in ("per_second", "p50_us", "p99_us", "p999_us", "max_us")]
        if "floors" in row:
            wanted += [f"floors/{verb}/{key}" for verb in FLOORED for key in ("ratio", "ratio_low", "ratio_high")]
        for path in wanted:
            if f"rows/{index}/{path}" not in there:
                yield f"{row['strategy']}: {path} is not on the page"
    for key in ("filesystem", "kernel", "processes", "tasks", "payload", "reads", "hot", "timed_seconds", "date"):
        if key not in there:
            yield f"{key} is not on the page"


def marks(page, report, html):
    """In a picture a mark stands where the axis says that its number belongs."""
    plots = page.evaluate("""[...document.querySelectorAll('.plot:has(.axis)')].map(plot =>
        [[...plot.querySelectorAll('.axis .line span')].map(e => [e.textContent.trim(), parseFloat(e.style.left)]),
         [...plot.querySelectorAll('svg[data-json]')].map(e => [e.dataset.json, parseFloat(e.getAttribute('x'))])])""")
    if len(plots) < 8:
        yield "there are fewer than eight pictures"
    for axis, points in plots:
        ticks = sorted((math.log10(duration(text)), x) for text, x in axis)
        if len(ticks) < 2:
            yield "an axis has fewer than two labels"
            continue
        (low, left), (high, right) = ticks[0], ticks[-1]
        expected = lambda value: left + (value - low) / (high - low) * (right - left)
        for value, x in ticks:
            if abs(x - expected(value)) > 0.3:
                yield f"an axis is not logarithmic at {10 ** value} µs"
        for path, x in points:
            value = resolve(report, path)
            if not value or abs(x - min(100, max(0, expected(math.log10(value))))) > 0.3:
                yield f"the mark of {path} ({value}) stands at {x} %"
    drawn = {path for _, points in plots for path, _ in points}
    for index, row in enumerate(report["rows"]):
        for verb in FLOORED if "floors" in row else []:
            path = f"rows/{index}/floors/{verb}/floor_us"
            if row["operations"][verb]["p50_us"] > 0 and path not in drawn:
                yield f"{row['strategy']}: the floor of {verb} is not drawn"
    shapes = page.evaluate("document.querySelectorAll('path.shape').length")
    timed = sum(1 for row in report["rows"] for verb in VERBS if row["operations"][verb]["p50_us"] > 0)
    if shapes != timed:
        yield f"{shapes} distributions are drawn instead of {timed}"


def meanings(page, report, html):
    """A violation that was seen is explained, in red; what was not promised never looks like a pass."""
    section = page.evaluate("document.querySelector('.meanings').innerText")
    reds = page.evaluate("""[...document.querySelectorAll('.meaning h3, td.cell.seen, .seen-list strong')].map(e =>
        getComputedStyle(e).color)""")
    for colour in reds:
        red, green, blue = looks.colour(colour)[:3]
        if red < 1.5 * max(green, blue):
            yield f"a violation is shown in {colour}, which is not red"
    for index, row in enumerate(report["rows"]):
        details = page.evaluate(f"document.getElementById('strategy-{index}').textContent")
        for kind, meaning in MEANINGS.items():
            if row["violations"][kind] == 0:
                continue
            if meaning not in section:
                yield f"{kind} was seen, but '{meaning}' is not said"
            if meaning not in details:
                yield f"{row['strategy']}: '{meaning}' is not said in its description"
        badge = page.evaluate(f"document.querySelector('#strategy-{index} .badge').textContent")
        if badge not in expected_badges(row):
            yield f"{row['strategy']} is called '{badge}' instead of '{expected_badges(row)[0]}'"
    same = page.evaluate("""(() => {
        const look = name => { const e = document.querySelector('td.cell.' + name); if (!e) return null;
          const s = getComputedStyle(e); return [s.color, s.backgroundImage, s.fontStyle].join(); };
        return look('kept') !== null && look('kept') === look('unseen'); })()""")
    if same:
        yield "'not seen' looks like 'kept'"


def console(page, report, html):
    for message in page.events("Runtime.consoleAPICalled"):
        if message["type"] in ("error", "assert"):
            yield f"console: {message['args'][:1]}"
    for exception in page.events("Runtime.exceptionThrown"):
        yield f"exception: {exception['exceptionDetails']['text']}"
    for entry in page.events("Log.entryAdded"):
        if entry["entry"]["level"] == "error":
            yield f"log: {entry['entry']['text']}"


def network(page, report, html):
    """Nothing is fetched, and nothing could be."""
    for request in page.events("Network.requestWillBeSent"):
        if request["request"]["url"].split("#")[0] != page.url:
            yield f"fetches {request['request']['url'][:80]}"
    for match in re.findall(REFERENCE, html):
        yield f"refers to {match[:80]}"


def resolve(report, path):
    value = report
    for part in path.split("/"):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, ValueError):
            return None
    return value


def duration(text):
    """In µs."""
    number, unit = text.split()
    return float(number) * {"µs": 1, "ms": 1000, "s": 1_000_000}[unit]


def is_same(text, value, path, report):
    if isinstance(value, str):
        return text == value
    if text in ("kept", "not seen"):
        row = report["rows"][int(path.split("/")[1])]
        promised = all(promise in row["guarantees"] for promise in PROMISES[path.split("/")[-1]])
        return value == 0 and text == ("kept" if promised else "not seen")
    if text == "–":
        return value == 0
    if text.endswith(" %"):
        text, value = text.removesuffix(" %"), 100 * value
    number = text.removesuffix(" s").replace(",", "")
    if not re.fullmatch(r"\d+(\.\d+)?", number):
        return False
    decimals = len(number.partition(".")[2])
    return abs(float(number) - value) <= 0.5 * 10 ** -decimals + 1e-6


def expected_badges(row):
    seen = {kind for kind, count in row["violations"].items() if count}
    if row["declared"] == "sound":
        return ["BROKEN: declared sound, and is not" if seen else "sound: nothing violated"]
    # An error alone is no proof.
    if seen - {"errors"}:
        return ["unsound: caught"]
    # Which strategies have to be caught is the comparison's business; both ways of saying so are no pass.
    return ["unsound: not seen in this run", "not caught: the comparison is at fault"]


ALL = [
    ("rows", rows), ("numbers", numbers), ("marks", marks), ("meanings", meanings), ("console", console),
    ("network", network), ("overflow", looks.overflow), ("contrast", looks.contrast), ("scheme", looks.scheme),
    ("structure", looks.structure), ("keyboard", keyboard.keyboard), ("console after use", console),
]
