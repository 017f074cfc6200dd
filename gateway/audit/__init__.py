"""The register: who asked what kind of thing of whom, when, and what was decided; never what was said."""

from gateway.audit.fields import FieldError
from gateway.audit.register import Register

__all__ = ["FieldError", "Register"]
