"""Papers of meetings for one reader: rows asked, what was written down, documents, files."""
