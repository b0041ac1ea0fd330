"""Where this machine's Chromium is, and how the tests start it.

Run as a program it prints the path or exits 1, so that `tools/set-up` and the tests agree on what counts as present.
"""

import os
import shutil
import sys

# The first is the same without a window: a quarter of the time less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# Root may not use the sandbox; everything else keeps the browser from talking to anyone but the server under test.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The executable named by FLOWS_TEST_CHROMIUM, else the first known name on PATH, else a Mac's application."""
    chosen = os.environ.get("FLOWS_TEST_CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    on_path = (shutil.which(name) for name in NAMES)
    on_mac = (place for place in MAC_PLACES if os.access(place, os.X_OK))
    return next((path for path in (*on_path, *on_mac) if path), None)


if __name__ == "__main__":
    path = find_chromium()
    if path is None:
        sys.exit("No Chromium found; set FLOWS_TEST_CHROMIUM to its path.")
    print(path)
