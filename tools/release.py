"""Lists files of a pack as released: `python -m tools.release calendar/*.csv rates/*.csv` in the pack's folder."""

import sys
from pathlib import Path

from helhet.packs.pack import NORWAY
from helhet.packs.released import release

if __name__ == "__main__":
    release(NORWAY, [Path(told).resolve() for told in sys.argv[1:]])
