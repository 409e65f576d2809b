"""Tasks for a helper that say who it is, or hurt it; they import little, as a helper may be new."""

import os
import signal
import time
from pathlib import Path


def who_works() -> int:
    """The helper's process."""
    return os.getpid()


def hurt_at_first(flag: str, how: str) -> str:
    """Be stopped, be killed or never answer, the first time."""
    path = Path(flag)
    if not path.exists():
        path.touch()
        if how == "never answers":
            time.sleep(600)
        os.kill(os.getpid(), getattr(signal, how))
    return "done"
