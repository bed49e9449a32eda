"""PostgreSQL: a server of our own or one that is there, its catalog as values, migrations applied."""
