"""Reports and downloads: rows in, files out."""
