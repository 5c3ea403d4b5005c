"""What others do, on open pages: a process of its own that follows the record and tells those who may see it."""
