"""A worker that only says that it is at work: the stack is tested without the casework."""

import os
import signal
from pathlib import Path


def main() -> None:
    (Path(os.environ["NRM_DATA"]) / "run" / "worker.ready").write_text(str(os.getpid()))
    signal.pause()


if __name__ == "__main__":
    main()
