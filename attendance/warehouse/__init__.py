"""The warehouse: built beside, verified, published through a pointer, read locked down."""
