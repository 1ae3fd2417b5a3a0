"""Items: statements that can be counted, with role, status and links."""

from nlp_reports.items.links import link
from nlp_reports.items.splitting import split_items, split_passage

__all__ = ["link", "split_items", "split_passage"]
