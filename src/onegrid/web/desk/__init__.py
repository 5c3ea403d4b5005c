"""The desk: the queue with its filters and search, and the map beside it."""
