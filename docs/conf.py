"""Sphinx's configuration. `nox -s docs` builds the site into build/docs."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_ext"))

import fastrelu  # noqa: E402

project = "fastrelu"
author = "The fastrelu developers"
project_copyright = author
version = release = fastrelu.__version__

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_parser", "sphinx_copybutton", "fastrelu_site"]
exclude_patterns = ["_ext"]
# Names in backquotes are links where there is such a thing, and code elsewhere.
default_role = "py:obj"
add_module_names = False
toc_object_entries_show_parents = "hide"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
myst_heading_anchors = 3
myst_enable_extensions = ["fieldlist"]
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

html_theme = "furo"
html_title = f"fastrelu {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False


def links_to_files_beside(content):
    """Links to Markdown files beside docs/ lead to the pages that include them; no doctest ends in an empty line."""
    for name in ("CONTRIBUTING", "CHANGELOG"):
        content[0] = re.sub(rf"\]\((?:\.\./)*{name}\.md", f"](/{name.lower()}.md", content[0])
    content[0] = re.sub(r"\n\n```$", "\n```", content[0], flags=re.M)


def pages_not_listed(content):
    """The index has every page of this folder; those that it does not name come last."""
    others = [path.stem for path in sorted(HERE.glob("*.md")) if path.stem != "index" and path.stem not in content[0]]
    content[0] = content[0].replace("\nchangelog\n", "\n" + "\n".join(["changelog", *others]) + "\n")


def read(app, page, content):
    links_to_files_beside(content)
    if page == "index":
        pages_not_listed(content)


def setup(app):
    app.connect("source-read", read)
    app.connect("include-read", lambda app, path, page, content: links_to_files_beside(content))
