"""Check a built site: every link within it leads to a file and a place there, and nothing is loaded from elsewhere.

Run after the build::

    python tools/check_site.py build/docs
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Elements that load something as the page is shown -> the attribute that says what; the others only link.
_LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}
# Links that load nothing.
_KINDS = {"canonical", "next", "prev", "index", "search", "author", "license", "copyright", "up", "top"}


class Page(HTMLParser):
    """What a page links to, what it loads, and the places in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in _LOADS and _LOADS[tag] in given:
            known = tag != "link" or not set(given.get("rel", "").split()) & _KINDS
            (self.loads if known else self.links).append(given[_LOADS[tag]])


def faults(root: Path) -> list[str]:
    """What is wrong with the site in a folder, a line for each link."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(root.resolve().rglob("*.html"))}
    found = []
    for path, page in pages.items():
        shown = path.relative_to(root.resolve()).as_posix()
        for target in [*page.links, *page.loads]:
            parts = urlsplit(target)
            if parts.scheme == "data":
                continue
            if parts.scheme or parts.netloc:
                if target in page.loads:
                    found.append(f"{shown}: loads {target} from elsewhere")
                continue
            aim = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            if not aim.is_file():
                found.append(f"{shown}: no file for {target}")
            elif parts.fragment and aim in pages and unquote(parts.fragment) not in pages[aim].places:
                found.append(f"{shown}: no place for {target}")
    return found


def main(argv: list[str]) -> int:
    if len(argv) != 1 or not Path(argv[0]).is_dir():
        print("usage: python tools/check_site.py FOLDER", file=sys.stderr)
        return 2
    root = Path(argv[0])
    found = faults(root)
    print("\n".join(found), end="\n" if found else "")
    print(f"{len(list(root.rglob('*.html')))} pages, {len(found)} faults")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
