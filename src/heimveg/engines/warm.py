"""Compiles the engines' inner loops once, at installation, so that no page waits for it."""

import sys

from heimveg.engines import flow, matching


def main() -> int:
    matching.warm()
    flow.warm()
    return 0


if __name__ == "__main__":
    sys.exit(main())
