"""What people write: kept in SQLite (or PostgreSQL), never in the analytical warehouse."""
