"""Headless Chromium, spoken to over a pair of pipes (the DevTools protocol). Standard library only."""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
    "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--hide-scrollbars", "--mute-audio",
    # Whatever asks for the network anyway gets none.
    "--host-resolver-rules=MAP * ~NOTFOUND",
]


class BrowserFailure(Exception):
    """The browser, not the page, is at fault."""


class Browser:
    """Use it in a `with`: the process and its files are gone afterwards."""

    def __init__(self):
        self._folder = tempfile.mkdtemp(prefix="page-test-")
        # It reads commands from its descriptor 3 and answers on 4.
        command_end, self._commands = os.pipe()
        self._answers, answer_end = os.pipe()
        self._log = os.path.join(self._folder, "stderr")
        environment = dict(os.environ, HOME=self._folder, XDG_CONFIG_HOME=self._folder, XDG_CACHE_HOME=self._folder)
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                ["bash", "-c", f'exec "$@" 3<&{command_end} 4>&{answer_end}', "bash", "chromium", *FLAGS,
                 f"--user-data-dir={self._folder}/profile", "about:blank"],
                pass_fds=(command_end, answer_end), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=environment, start_new_session=True)
        os.close(command_end)
        os.close(answer_end)
        self._buffer = b""
        self._number = 0
        self.events = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
            self._process.wait(10)
        except (BrowserFailure, subprocess.TimeoutExpired):
            pass
        try:
            # Its own group: nothing else is in it.
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def call(self, method, session=None, seconds=60, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        try:
            os.write(self._commands, json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise self._failure(f"{method}: {error}") from None
        end = time.monotonic() + seconds
        while True:
            answer = self._next(end, method)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserFailure(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, event, session, seconds=60):
        end = time.monotonic() + seconds
        while not any(e.get("method") == event and e.get("sessionId") == session for e in self.events):
            self.events.append(self._next(end, event))

    def _next(self, end, purpose):
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(0, end - time.monotonic()))
            chunk = os.read(self._answers, 1 << 20) if ready else b""
            if not chunk:
                raise self._failure(f"no answer to {purpose}")
            self._buffer += chunk
        line, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(line)

    def _failure(self, text):
        with open(self._log, errors="replace") as log:
            return BrowserFailure(text + "\n" + log.read()[-2000:])


class View:
    """A size of the window and a colour scheme."""

    def __init__(self, name, width, height, scheme, is_phone=False):
        self.name, self.width, self.height, self.scheme, self.is_phone = name, width, height, scheme, is_phone


class Page:
    """One page in one view, from before it is loaded: nothing that it does is missed."""

    def __init__(self, browser, path, view, **target):
        self.browser, self.view = browser, view
        self.url = "file://" + os.path.abspath(path)
        self._target = browser.call("Target.createTarget", url="about:blank", **target)["targetId"]
        self._session = browser.call("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        self.call(
            "Emulation.setDeviceMetricsOverride", width=view.width, height=view.height,
            deviceScaleFactor=2 if view.is_phone else 1, mobile=view.is_phone)
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": view.scheme},
                      {"name": "prefers-reduced-motion", "value": "reduce"}])
        self._forget()
        self.call("Page.navigate", url=self.url)
        browser.wait_for("Page.loadEventFired", self._session)
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.browser.call("Target.closeTarget", targetId=self._target)
        self._forget()

    def _forget(self):
        """What happened on this page; another may be open beside it."""
        self.browser.events = [event for event in self.browser.events if event.get("sessionId") != self._session]

    def call(self, method, **parameters):
        return self.browser.call(method, self._session, **parameters)

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserFailure(f"{details['text']} {details.get('exception', {}).get('description', '')}")
        return answer["result"].get("value")

    def press(self, key, code):
        text = {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=code, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code)

    def events(self, name):
        return [event["params"] for event in self.browser.events
                if event.get("method") == name and event.get("sessionId") == self._session]

    def screenshot(self, path):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        picture = self.call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": self.view.width, "height": size["height"], "scale": 1})
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))
