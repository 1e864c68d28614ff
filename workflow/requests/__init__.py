"""Requests: somebody who works on a matter asks, another person decides, and the asked step follows."""

from workflow.requests import steps
from workflow.requests.model import Request

__all__ = ["Request", "steps"]
