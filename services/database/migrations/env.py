"""Alembic's entry: runs the migrations on the engine that ``Database.migrate`` hands over."""

from alembic import context

from services.database.database import Base

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=engine.dialect.name == "sqlite"
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
