"""What browser tests do to a page."""

import json
import time


def opened(driver, path, ready=None):
    """Open a file; wait until its body says that it is ready."""
    driver.get_log("performance"), driver.get_log("browser")
    driver.get(path.resolve().as_uri())
    if ready:
        until(driver, lambda: driver.execute_script("return document.body.dataset.ready") == ready)


def until(driver, true, seconds=30):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("the page did not come to it in time")


def went_outside(driver):
    """Addresses asked for beyond this machine's files."""
    events = [json.loads(e["message"])["message"] for e in driver.get_log("performance")]
    asked = [e["params"] for e in events if e["method"] == "Network.requestWillBeSent"]
    urls = [params["request"]["url"] for params in asked]
    return [u for u in urls if not u.startswith(("file:", "data:", "blob:", "chrome:", "about:"))]


def complaints(driver):
    """What the browser's console says: script errors, breaches of the content policy."""
    return [e["message"] for e in driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")]
