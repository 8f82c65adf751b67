"""`python -m heimveg.config.cli`, the same as `heimveg`."""

import sys

from heimveg.config.cli import main

sys.exit(main())
