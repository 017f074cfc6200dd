from __future__ import annotations

import pytest

from gateway.detect import Detector, load_detector


@pytest.fixture(scope="session")
def detector() -> Detector:
    return load_detector()
