"""Django's session backend for files, timing itself. Told what to do in lines of JSON, as every worker is."""

import hashlib
import json
import platform
import random
import sys
import time

import django
from django.conf import settings

settings.configure(SECRET_KEY="for the benchmark only", USE_TZ=True)

from django.contrib.sessions.backends.file import SessionStore  # noqa: E402 (needs the settings)

COUNTED = 16
LETTERS = 24
THOROUGHLY_EVERY = 64


def letters(number):
    return "".join(chr(97 + (number >> 4 * place) % 16) for place in range(7, -1, -1))


class Place:
    def __init__(self, directory, sessions, payload):
        # The backend reads its directory from the settings once for all; here there are several.
        self.store = type("Store", (SessionStore,), {"_get_storage_path": classmethod(lambda cls: directory)})
        self.sessions = sessions
        self.size = payload
        self.filler = "".join(chr(97 + place % 26) for place in range(LETTERS, payload))
        # Whose a payload is.
        self.owners = [letters(index) for index in range(sessions)]
        self.ids = [hashlib.sha256(b"session %d" % index).hexdigest()[:32] for index in range(sessions)]

    def payload(self, index, stamp="aaaaaaaa"):
        """Different from what was saved before: the stamp has eight letters."""
        return self.owners[index] + "aaaaaaaa" + stamp + self.filler

    def check(self, index, payload, thoroughly):
        is_right = len(payload) == self.size and payload.startswith(self.owners[index])
        if not is_right or (thoroughly and payload[LETTERS:] != self.filler):
            raise ValueError("it answered something else than what was saved")


def counted(payload):
    number = 0
    for letter in payload[8:COUNTED]:
        number = number * 16 + ord(letter) - 97
    return number


def count_update(payload):
    return payload[:8] + letters(counted(payload) + 1) + payload[COUNTED:]


def write(place, index, payload, must_create=False):
    session = place.store(place.ids[index])
    session._session_cache = {"payload": payload}
    session.save(must_create=must_create)


def perform(place, operation, number):
    if operation == "create_delete":
        session = place.store()
        session["payload"] = place.payload(0)
        session.save()
        session.delete()
        return
    index = random.randrange(place.sessions)
    if operation == "load":
        place.check(index, place.store(place.ids[index]).load()["payload"], number % THOROUGHLY_EVERY == 0)
    elif operation == "save":
        write(place, index, place.payload(index, "%08x" % random.getrandbits(32)))
    else:
        session = place.store(place.ids[index])
        session["payload"] = count_update(session["payload"])
        session.save()


def run(place, request):
    random.seed(request["seed"])
    start = request.get("start") or 0
    if start > 0:
        left = start - time.monotonic_ns()
        if left > 200_000:
            time.sleep((left - 150_000) / 1e9)
        while time.monotonic_ns() < start:
            pass
    else:
        start = time.monotonic_ns()
    for number in range(request["count"]):
        perform(place, request["operation"], number)
    return time.monotonic_ns() - start


def total(place):
    result = 0
    for index, key in enumerate(place.ids):
        payload = place.store(key).load()["payload"]
        place.check(index, payload, True)
        result += counted(payload)
    return result


def answer(request, places):
    verb, key = request["verb"], request["key"]
    if verb == "open":
        places[key] = Place(request["directory"], request["sessions"], request["payload"])
    elif verb == "close":
        del places[key]
    elif verb == "populate":
        place = places[key]
        for index in range(request["first"], request["last"]):
            write(place, index, place.payload(index), must_create=True)
    elif verb == "run":
        return run(places[key], request)
    elif verb == "sum":
        return total(places[key])
    else:
        raise ValueError(f"there is no verb {verb}")
    return 0


def main():
    places = {}
    # Not `for line in sys.stdin`, which reads ahead.
    while line := sys.stdin.readline():
        try:
            request = json.loads(line)
            if request["verb"] == "versions":
                reply = {"texts": {"Django": django.get_version(), "Python": platform.python_version()}}
            else:
                reply = {"value": answer(request, places)}
        except Exception as failure:
            reply = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(reply), flush=True)


main()
