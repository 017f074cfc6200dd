"""Detection: what a request holds that must not leave, as findings. The only package that imports Presidio and spaCy."""

from gateway.detect.engine import Detector, load_detector

__all__ = ["Detector", "load_detector"]
