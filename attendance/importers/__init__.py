"""Files in: found, recognised by their header, checked, landed, published."""
