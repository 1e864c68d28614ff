"""The steps of a supervision order: issued, answered, judged, and told to all where it comes to that."""

from workflow.supervision.steps import answering, circulating, issuing

__all__ = ["answering", "circulating", "issuing"]
