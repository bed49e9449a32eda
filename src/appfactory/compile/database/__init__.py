"""The database of an app, as values: read from SQL, made from entities, compared, and written as SQL, Drizzle and Prisma. Pure."""
