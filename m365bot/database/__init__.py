"""SQLAlchemy models and Alembic migrations for records and journal."""
