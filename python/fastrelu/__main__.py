"""``python -m fastrelu``: the command line, which `fastrelu.cli` has."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
