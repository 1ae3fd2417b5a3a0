"""Views: one report as a page, charts, a corpus to explore."""
