"""The page of logins and devices broken on purpose: for each breakage what is done to the page, and the checks of which
the last has to notice."""

from demo_breakages import answer, stuck, style
from demo_checks import console, contrast, overflow, touch
from login_checks import cart, double_click, ends_others, login_keyboard, lost_answer, two_devices

LOGIN = "path.includes('/login')"
LOST = "path.includes('answer=lost')"
PATH = "path.includes('/api/account')"


def instead(condition, answer):
    """Some requests do not reach the server as they are."""
    return f"const real = fetch; window.fetch = (path, options) => {condition} ? {answer} : real(path, options)"


ENDING = instead("path.includes('/end')", "real('/api/account')")

LOGIN_BREAKAGES = [
    ("a login forgets the cart", "light", answer(LOGIN, "cart: 0"), [cart, double_click]),
    ("only the first click counts", "light",
     "let isOn = false; document.querySelector('#login').addEventListener('submit', event => {"
     " if (isOn) event.stopImmediatePropagation(), event.preventDefault(); isOn = true; }, true)", [cart, double_click]),
    ("nobody is ended", "light", ENDING, [cart, double_click, ends_others]),
    ("a device stays that was ended", "light", ENDING, [two_devices]),
    ("the answer is not lost", "light", instead(LOST, "real(path.replace(/[?].*/, ''), options)"), [lost_answer]),
    ("the lost login never took place", "light", instead(LOST, "Promise.reject(new Error())"), [lost_answer]),
    ("no device is listed", "light", answer(PATH, "devices: []"), [two_devices]),
    ("every device is this one", "light", style(".device .tag { display: inline-block !important }"), [two_devices]),
    ("somebody else is named", "light", stuck("#who", "Nobody is logged in here"), [two_devices]),
    ("an error on the console", "light", "console.error('broken')", [console]),
    ("Enter does nothing", "light", "document.querySelector('#name').onkeydown = event => event.preventDefault()",
     [login_keyboard]),
    ("pale text", "light", style(":root { --quiet: #b9c0c6 }"), [contrast]),
    ("wider than a phone", "phone", style(".figures { width: 30rem }"), [overflow]),
    ("buttons for a pen", "phone", style("button { min-height: 2rem }"), [touch]),
]
