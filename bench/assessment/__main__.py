"""Run the study: `python -m bench.assessment`."""

import sys

from bench.assessment.study import main

sys.exit(main())
