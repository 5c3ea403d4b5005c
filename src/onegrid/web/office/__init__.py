"""Administration: routes, kinds, calendar, people and posts, areas, the record, keys of programs."""
