"""Takes the picture in README: the grid of a run that dropped a session, and what every strategy kept.

usage: take-picture.py COMMAND PICTURE
"""

import base64
import sys

from demo_page import CLICKS_AT_MOST, DemoPage, Server, View
from browser import Browser


def main(command, path):
    with Browser() as browser, Server(command) as server:
        with DemoPage(browser, server, View("picture", 1000, 900, "light")) as page:
            page.run("#run-every")
            page.choose("naive")
            for _ in range(CLICKS_AT_MOST):
                page.run("#run-once")
                if int(page.summary()["loggedIn"]) < 50:
                    break
            page.evaluate("document.activeElement.blur()")
            top, bottom = page.evaluate("""(() => {
                const box = selector => document.querySelector(selector).getBoundingClientRect();
                return [box('.now').top + scrollY - 12, box('#results').bottom + scrollY + 12]; })()""")
            picture = page.call(
                "Page.captureScreenshot", format="png", captureBeyondViewport=True,
                clip={"x": 0, "y": top, "width": 1000, "height": bottom - top, "scale": 1})
            with open(path, "wb") as file:
                file.write(base64.b64decode(picture["data"]))


main(*sys.argv[1:3])
