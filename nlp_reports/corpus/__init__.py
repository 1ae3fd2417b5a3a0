"""A corpus on disk: what goes in, the tables that come out, and how a run survives a crash."""
