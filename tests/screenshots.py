"""Screenshots of the running catalogue, for looking at and for the README.

    python tests/screenshots.py --out screenshots/
    python tests/screenshots.py --url http://127.0.0.1:8000 --pages /begrep/personell/ansatt --widths 320
    python tests/screenshots.py --readme
    python tests/screenshots.py --card

Drives an installed Chromium; every page is taken at 320 and 1280 pixels, light and dark, in full height. Without
``--url`` the catalogue is built and served for as long as it takes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import product
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, sync_playwright

ROOT: Final = Path(__file__).parents[1]
WIDTHS: Final = (320, 1280)
PAGES: Final = (
    "/",
    "/sok?q=fravær",
    "/vokabular",
    "/vokabular/personell",
    "/vokabular/personell/alfabetisk",
    "/vokabular/personell/hierarki",
    "/vokabular/personell/hierarki?under=personell/sykefravaer",
    "/begrep",
    "/begrep?bokstav=S",
    "/begrepssamling",
    "/begrepssamling/personell",
    "/begrep/personell/sykefravaer",
    "/begrep/personell/sykefravaersprosent/felt",
    "/begrep/side-om-side",
    "/begrep/side-om-side?a=personell/ansatt&b=personell/stilling",
    "/begrep/personell/sykefravaersprosent",
    "/nn/begrep/personell/sykefravaersprosent",
    "/en/begrep/personell/sykefravaersprosent",
    "/organisasjon",
    "/organisasjon/oslo",
    "/felt/oslo/hr/fravaer/sykefr_pst",
    "/felt/oslo/hr",
    "/kjennetegn/fravaerstype",
    "/sammenligning?begrep=sykefravaersprosent&a=oslo/hr/fravaer/sykefr_pst&b=drammen/hr/fravaer/fravaer_pst&fra=2018",
    "/sammenligning?begrep=sykefravaersprosent&a=oslo&b=bergen",
    "/sammenligning?begrep=sykefravaersprosent&a=ks&b=ssb",
    "/sammenligning?begrep=sykefravarsprosent",
    "/begrep/personell/ansatt/sammenligning",
    "/krysskobling",
    "/sparql",
    "/regler",
    "/regler/PRO-02",
    "/sparql?query=SELECT*{?s ?p ?o}LIMIT 3",
    "/statistikk",
    "/statistikk/dekning",
    "/enhet/prosent",
    "/api",
    "/nedlasting",
    "/nytt",
    "/versjon",
    "/om",
    "/tilgjengelighet",
    "/personvern",
    "/finnes-ikke",
)
README_PAGE: Final = "/begrep/personell/sykefravaersprosent"
README_PICTURE: Final = ROOT / "docs" / "skjermbilde.png"
README_HEIGHT: Final = 930
# What other sites show where somebody shares a page (og:image), in the size they ask for.
CARD: Final = ROOT / "server" / "static" / "deling.png"
CARD_SIZE: Final = (1200, 630)
CARD_PAGE: Final = """
<link rel="stylesheet" href="/static/{style}"><body data-size="sm" data-color-scheme="light" style="margin: 0">
<div style="display: flex; flex-direction: column; justify-content: center; gap: 36px; box-sizing: border-box;
  height: 630px; padding: 0 96px; background: #eef4fa; font-family: Inter, sans-serif; color: #002c54">
  <img src="/static/icon.svg" width="200" style="margin: -32px 0 -32px -14px" alt="">
  <div style="font-size: 104px; font-weight: 650; letter-spacing: -0.03em; line-height: 1">Begrepskatalog</div>
  <div style="font-size: 40px; color: #40566b">Omgrepskatalog · Concept catalogue</div>
</div>
"""
START_SECONDS: Final = 120
Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield an installed Chromium without a window; exit when there is none."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def catalogue() -> Iterator[str]:
    """Build and serve the catalogue on a free port; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "server", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/helse", server)
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when ``address`` answers; exit when the server stops or takes too long."""
    for _ in range(START_SECONDS * 5):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            if server.poll() is not None:
                sys.exit("The catalogue could not be served.")
            time.sleep(0.2)
        else:
            return
    sys.exit(f"The catalogue did not answer within {START_SECONDS} seconds.")


def take(browser: Browser, address: str, target: Path, width: int, scheme: Scheme, height: int = 0) -> None:
    """Write a picture of the page at ``address`` to ``target``: of its first ``height`` pixels, 0 for all."""
    page = browser.new_page(viewport={"width": width, "height": height or 800}, color_scheme=scheme)
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready")
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=not height)
    page.close()


def take_card(browser: Browser, address: str) -> None:
    """Write the picture other sites show, with the catalogue's own mark, type and colours."""
    width, height = CARD_SIZE
    # The site's own policy lets no style stand in the page.
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", bypass_csp=True)
    page.goto(address, wait_until="load")
    style = page.locator("link[rel=stylesheet]").last.get_attribute("href") or ""
    page.set_content(CARD_PAGE.format(style=style.removeprefix("/static/")), wait_until="load")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=CARD)
    page.close()


def file_name(path: str, width: int, scheme: Scheme) -> str:
    """Return a plain file name for a page, such as ``begrep-personell-ansatt-320-dark.png``."""
    slug = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "start"
    return f"{slug}-{width}-{scheme}.png"


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--url", help="where a catalogue is served already")
    parser.add_argument("--pages", nargs="+", default=PAGES, help="paths to take (default: every page type)")
    parser.add_argument("--widths", nargs="+", type=int, default=WIDTHS, help="widths in pixels")
    parser.add_argument("--schemes", nargs="+", choices=SCHEMES, default=SCHEMES, help="light, dark")
    parser.add_argument("--out", type=Path, default=Path("screenshots"), help="folder for the pictures")
    parser.add_argument("--readme", action="store_true", help=f"take only {README_PICTURE.relative_to(ROOT)}")
    parser.add_argument("--card", action="store_true", help=f"take only {CARD.relative_to(ROOT)}")
    options = parser.parse_args()
    with nullcontext(options.url) if options.url else catalogue() as address, chromium() as browser:
        if options.readme:
            take(browser, address + README_PAGE, README_PICTURE, 1280, "light", README_HEIGHT)
            return
        if options.card:
            take_card(browser, address)
            return
        for path, width, scheme in product(options.pages, options.widths, options.schemes):
            target = options.out / file_name(path, width, scheme)
            take(browser, address + path, target, width, scheme)
            print(target)


if __name__ == "__main__":
    main()
