"""The pictures of the manuals, taken of the demonstration site: `make pictures`.

A picture has 256 colours at the most, so that it is small; the browser counts them, which is faster than Python.
"""

from __future__ import annotations

import base64
import struct
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from flows.service import demo
from flows.service.office import open_office
from flows.service.practice import Practices
from flows.service.signing_in import DEMO_PASSWORD
from tests.browser.served import House, serving
from tests.chromium import ARGUMENTS, find_chromium
from tests.docs.scenes import LANGUAGES, PICTURES, SCENES, Scene, keep, picture
from tests.stories.office import StoryOffice

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, at ten in the morning there
DESK = {"width": 1100, "height": 760}
PHONE = {"width": 390, "height": 844}
COUNT = """async source => {
    const image = new Image(); image.src = source; await image.decode();
    const [width, height] = [image.width, image.height];
    const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const seen = new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer), many = new Map();
    for (const colour of seen) many.set(colour, (many.get(colour) || 0) + 1);
    const chosen = [...many].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map(one => one[0]);
    const parts = one => [one & 255, one >> 8 & 255, one >> 16 & 255], places = new Map();
    for (const colour of many.keys()) {
        const [r, g, b] = parts(colour); let best = 0, least = Infinity;
        chosen.forEach((other, place) => { const [x, y, z] = parts(other), far = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
            if (far < least) [best, least] = [place, far]; });
        places.set(colour, best);
    }
    const rows = Uint8Array.from(seen, colour => places.get(colour)); let text = '';
    for (let from = 0; from < rows.length; from += 8192) text += String.fromCharCode(...rows.subarray(from, from + 8192));
    return {width, height, palette: chosen.flatMap(parts), rows: btoa(text)};
}"""


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_few_colours(page: Page, shot: bytes) -> bytes:
    """The picture as a PNG with a palette."""
    page.goto("about:blank")
    found = page.evaluate(COUNT, f"data:image/png;base64,{base64.b64encode(shot).decode()}")
    width, height, rows = found["width"], found["height"], base64.b64decode(found["rows"])
    lines = b"".join(b"\0" + rows[line * width : (line + 1) * width] for line in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", bytes(found["palette"])), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def shot(page: Page, scene: Scene) -> bytes:
    page.goto(scene.path)
    if scene.follows:
        page.locator(scene.follows).first.click()
    page.wait_for_load_state("networkidle")  # what pages fetch beside themselves, such as counts
    return page.screenshot(animations="disabled")


def take(browser: Browser, house: House, name: str, lang: str) -> None:
    scene = SCENES[name]
    context = browser.new_context(
        base_url=house.address,
        viewport=PHONE if scene.phone else DESK,  # type: ignore[arg-type]  # a dict of two numbers
        reduced_motion="reduce",
        locale="zh-CN" if lang == "zh" else "en-GB",
    )
    page = context.new_page()
    page.goto(f"/login?lang={lang}")
    page.locator("[name=login]").fill(scene.login)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("main form button").click()
    picture(name, lang).write_bytes(with_few_colours(page, shot(page, scene)))
    context.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        office = open_office(f"sqlite:///{place / 'flows.db'}", b"a secret of the pictures", place / "papers", NOW)
        demo.load(office, NOW, lambda _done, _of: None)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        PICTURES.mkdir(exist_ok=True)
        with serving(House(office, StoryOffice(office, NOW), Practices(place / "practice"))) as house:
            for name in SCENES:
                for lang in LANGUAGES:
                    take(browser, house, name, lang)
        browser.close()
    keep()


if __name__ == "__main__":
    main()
