"""``python -m infra.local.simulator``."""

import sys

from infra.local.simulator.cli import main

sys.exit(main())
