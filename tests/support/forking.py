"""Start the real command many times: a process that has imported everything forks a ``passerelle`` for each line read.

python tests/support/forking.py MODELS

Each line of its input is a JSON list of arguments; each line of its output is the process id of the child that runs
them. A child shares nothing with the others but code that was read before: no thread, loop, file or connection.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from gateway import app, log
from gateway.__main__ import app as passerelle
from gateway.detect import load_detector


def main(models: Path) -> None:
    """Fork a child for each line; children that end are not waited for."""
    assert app
    assert log
    load_detector(models)  # fills the caches of tables and patterns
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            passerelle(json.loads(line), standalone_mode=False)
            os._exit(0)
        os.write(1, f"{child}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
