"""The steps of a reception day: those before it, and those at the desk."""

from workflow.receptions.steps import ahead, desk

__all__ = ["ahead", "desk"]
