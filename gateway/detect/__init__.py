"""Detection: what a request holds that must not leave, as findings. The only package that imports Presidio and spaCy."""

import os

# NumPy's matrices here are small: its threads would wait for one another longer than they reckon, on cores that other
# requests and workers need. It looks at this once, when it is first imported.
os.putenv("OMP_NUM_THREADS", "1")

from gateway.detect.engine import Detector, load_detector

__all__ = ["Detector", "load_detector"]
