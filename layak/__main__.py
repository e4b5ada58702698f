"""``python -m layak``."""

import sys

from layak.cli import main

sys.exit(main())
