"""Things every test may ask for."""

import os
import tempfile

# Tests never touch the data of a real installation.
os.environ["OCTANT_DATA"] = tempfile.mkdtemp(prefix="octant-tests-")
os.environ["OCTANT_DEMO"] = ""
