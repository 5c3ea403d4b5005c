"""Doors for machines: imports, the outbox and its messages."""
