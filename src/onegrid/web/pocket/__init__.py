"""The work in one's pocket: an installable page that works without a signal, and what it sends when there is one."""
