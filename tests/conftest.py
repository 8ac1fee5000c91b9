"""Makes the helpers beside the tests importable (tests are flat, no package); no test is judged by its seconds."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
