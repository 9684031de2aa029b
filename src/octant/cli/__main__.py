import sys

from octant.cli import main

sys.exit(main())
