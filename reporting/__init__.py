"""Rounds, the documents that groups send, and what the ministries do with them."""
