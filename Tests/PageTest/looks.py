"""How the page looks: sizes, colours, and what it says to who does not see it."""

import re

# What a mouse or a finger would reach, everything unfolded.
UNFOLD = """document.documentElement.classList.remove('js');
for (const details of document.querySelectorAll('details')) details.open = true;"""
FOLD = """document.documentElement.classList.add('js');
for (const details of document.querySelectorAll('details')) details.open = false;"""


def overflow(page, report, html):
    """Nothing is wider than the window, but what scrolls by itself and can be scrolled from the keyboard."""
    for preparation in (FOLD, UNFOLD):
        page.evaluate(preparation)
        width = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
        if width > page.view.width:
            yield f"the page is {width} pixels wide, the window {page.view.width}"
        wide = page.evaluate("""[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroller, .skip')
            && e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.tagName + '.' + (e.className.baseVal ?? e.className) + ': ' + e.textContent.slice(0, 30))""")
        for element in wide[:5]:
            yield f"sticks out on the right: {element}"
        stuck = page.evaluate("""[...document.querySelectorAll('body *')].filter(e => e.scrollWidth > e.clientWidth + 1
            && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0)
            .map(e => e.tagName + '.' + e.className)""")
        for element in stuck:
            yield f"cannot be scrolled from the keyboard: {element}"
    page.evaluate(FOLD)


def contrast(page, report, html):
    """WCAG 2 AA for every piece of text, against the worst of the colours behind it; 3:1 for marks in pictures."""
    page.evaluate(UNFOLD)
    texts = page.evaluate("""(() => {
      const found = new Map();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || element.closest('script, style, title, .skip')
            || !element.getClientRects().length) continue;
        const style = getComputedStyle(element), behind = [];
        for (let e = element; e; e = e.parentElement) {
          const s = getComputedStyle(e);
          if (s.backgroundImage !== 'none') behind.push(s.backgroundImage);
          behind.push(s.backgroundColor);
          if (s.backgroundImage !== 'none' || !/, 0\\)$/.test(s.backgroundColor)) break;
        }
        const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
        const large = size >= 24 || (bold && size >= 18.66);
        const key = [style.color, behind.join('|'), large].join();
        const sample = walker.currentNode.data.trim().slice(0, 30);
        if (!found.has(key)) found.set(key, [style.color, behind, large, sample]);
      }
      return [...found.values()];
    })()""")
    if len(texts) < 10:
        yield "there is next to no text"
    for text, behind, large, sample in texts:
        backgrounds = [colour(found) for layer in behind for found in re.findall(r"rgba?\([^)]*\)", layer)]
        backgrounds = [c for c in backgrounds if c[3] > 0]
        if not backgrounds:
            yield f"no background is known behind '{sample}'"
        for background in backgrounds:
            ratio = contrast_ratio(colour(text), background)
            if ratio < (3 if large else 4.5):
                yield f"'{sample}' has a contrast of {ratio:.2f}"
    shapes = page.evaluate("""[...document.querySelectorAll('.band .mark path, .mark .floor, .bar:not(.odd)')]
      .map(e => { const s = getComputedStyle(e);
      const ground = getComputedStyle(e.closest('.band') ?? document.body).backgroundColor;
      const isLine = e.closest('.mark') && !e.matches('.kept, .floor');
      return [isLine ? s.stroke : s.fill, ground, e.getAttribute('class')]; })""")
    for fill, ground, name in {tuple(shape) for shape in shapes}:
        ratio = contrast_ratio(colour(fill), colour(ground))
        if ratio < 3:
            yield f"a mark '{name}' has a contrast of {ratio:.2f}"
    page.evaluate(FOLD)


def scheme(page, report, html):
    """What was asked for is what is shown."""
    light = luminance(colour(page.evaluate("getComputedStyle(document.body).backgroundColor"))) > 0.5
    if light != (page.view.scheme == "light"):
        yield f"asked for {page.view.scheme}, the page is {'light' if light else 'dark'}"


def structure(page, report, html):
    """Headings in order, tables with captions, pictures with words, links that lead somewhere."""
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])")
    if levels.count(1) != 1 or levels[0] != 1:
        yield "there has to be one first-level heading, at the beginning"
    for before, after in zip(levels, levels[1:]):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    wrong = page.evaluate("""(() => {
      const all = (selector, isWrong) => [...document.querySelectorAll(selector)].filter(isWrong).length;
      const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
      return {
        'tables without a caption': all('table', e => !e.caption || !e.caption.textContent.trim()),
        'heading cells without a scope': all('th', e => !e.scope),
        'pictures without words': all('svg', e => !e.parentElement.closest('svg')
          && !(e.getAttribute('aria-hidden') === 'true'
            || e.getAttribute('role') === 'img' && e.getAttribute('aria-label') && e.querySelector('title'))),
        'identifiers that occur twice': ids.length - new Set(ids).size,
        'links that lead nowhere': all('a', e => !document.getElementById(e.getAttribute('href').slice(1))),
        'buttons that control nothing': all('button', e => !document.getElementById(e.getAttribute('aria-controls'))),
        'buttons without a name': all('button', e => !e.textContent.trim()),
        'pages without a language': document.documentElement.lang ? 0 : 1,
        'pages without a main part': document.querySelectorAll('main').length === 1 ? 0 : 1,
      }; })()""")
    for words, count in wrong.items():
        if count:
            yield f"{count} {words}"


def colour(text):
    parts = [float(part) for part in re.findall(r"[\d.]+", text)]
    return parts[:3] + [parts[3] if len(parts) > 3 else 1.0]


def luminance(parts):
    def linear(value):
        value /= 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
    red, green, blue = (linear(value) for value in parts[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first, second):
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
