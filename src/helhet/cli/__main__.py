"""`python -m helhet.cli`: the command, where no script is installed."""

import sys

from helhet.cli import main

sys.exit(main())
