"""Run the study: `python -m bench coverage [--quick]`."""

import sys

from bench.coverage.study import main

sys.exit(main())
