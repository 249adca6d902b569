"""A county's marks: loading, asking, refreshing and keeping them, beside other engines."""
