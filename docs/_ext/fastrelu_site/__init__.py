"""Sphinx extension: pages, formulas and pictures from the signatures, made anew at each build.

Pages are written to docs/activations and docs/reference, which git ignores.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.application import Sphinx

from fastrelu._signature import Signature

from . import figures, formula, names, pages, reference


def _html(text: str) -> list[nodes.Node]:
    return [nodes.raw("", text, format="html")]


class Formula(Directive):
    """A formula of a signature."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"left": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        return _html(formula.mathml(self.arguments[0], self.options.get("left", "")))


class ActivationFigure(Directive):
    """The pictures of an activation: value and derivative, by some parameters."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        value, slope, labels = figures.panels(names.ACTIVATIONS[self.arguments[0]])
        return _html(f'<div class="panels">{value}{slope}</div>{legend(labels)}')


def legend(labels: list[str]) -> str:
    """Which line is which; nothing where there is one."""
    if len(labels) < 2:
        return ""
    shown = "".join(
        f'<span><svg viewBox="0 0 28 8" aria-hidden="true"><path class="line-{k}" d="M1 4h26"/></svg>'
        f"{escape(label)}</span>"
        for k, label in enumerate(labels, 1)
    )
    return f'<p class="legend">{shown}</p>'


def group(signature: Signature) -> str:
    """The heading under which the gallery has an activation, by what it does far out."""
    if signature.kind == "along_axis":
        return "Along an axis"
    if signature.kind == "gated":
        return "Gated"
    ends = [signature.limits(sign, *signature.defaults)[0] for sign in (-1, 1)]
    finite = [abs(end) < float("inf") for end in ends]
    if all(finite):
        return "Between two limits"
    if signature.piecewise_linear:
        return "Straight pieces"
    return "Ramps that bend" if finite[0] else "Without a limit below"


class Gallery(Directive):
    """All activations as small multiples, each a link to its page."""

    def run(self) -> list[nodes.Node]:
        groups: dict[str, list[str]] = {}
        for name, signature in names.ACTIVATIONS.items():
            tile = f'<a href="activations/{name}.html"><code>{name}</code>{figures.thumbnail(signature)}</a>'
            groups.setdefault(group(signature), []).append(tile)
        found: list[nodes.Node] = []
        for heading, tiles in groups.items():
            section = nodes.section("", nodes.title(text=heading), ids=[nodes.make_id(heading)])
            section += _html(f'<div class="gallery">{"".join(tiles)}</div>')
            found.append(section)
        return found


class Measured(Directive):
    """A picture of measurements, and where they come from."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        shown, note = {"speed": figures.speed, "errors": figures.errors}[self.arguments[0]]()
        caption = f"<figcaption><span>{escape(shown_title(shown))}</span><small>{escape(note)}</small></figcaption>"
        return _html(f'<figure class="measured">{shown}{caption}</figure>')


def shown_title(svg: str) -> str:
    """The label of a picture."""
    return svg.partition('aria-label="')[2].partition('"')[0]


def write(folder: Path, texts: dict[str, str]) -> None:
    """Write pages where they have changed, so that builds are short, and remove what there is no more."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.rst"):
        if path.stem not in texts:
            path.unlink()
    for name, text in texts.items():
        path = folder / f"{name}.rst"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def make_pages(app: Sphinx) -> None:
    """Write what Sphinx then reads."""
    activations = {name: pages.activation(name) for name in names.ACTIVATIONS}
    listed = "\n".join(f"   {name}" for name in activations)
    index = (
        f"{pages.title('Activations', '=')}\nAs pictures: :doc:`/gallery`. Which to take: :doc:`/choosing`.\n\n"
        f".. toctree::\n   :maxdepth: 1\n\n{listed}\n"
    )
    write(Path(app.srcdir) / "activations", {"index": index, **activations})
    write(Path(app.srcdir) / "reference", reference.pages())


def escape_bars(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """``|x|`` in a docstring is no substitution."""
    for k, line in enumerate(lines):
        parts = line.split("``")
        parts[::2] = [part.replace("|", "\\|") for part in parts[::2]]
        lines[k] = "``".join(parts)


def setup(app: Sphinx) -> dict[str, Any]:
    # After numpydoc, which has put the lines together.
    app.connect("autodoc-process-docstring", escape_bars, priority=900)
    app.connect("builder-inited", make_pages)
    app.add_directive("formula", Formula)
    app.add_directive("activation-figure", ActivationFigure)
    app.add_directive("activation-gallery", Gallery)
    app.add_directive("measured", Measured)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
