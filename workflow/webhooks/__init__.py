"""Webhooks: other systems of the street that are told, by a signed call, what happened to which number."""

from workflow.webhooks import steps
from workflow.webhooks.model import Webhook

__all__ = ["Webhook", "steps"]
