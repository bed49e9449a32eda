"""The data access layer's schema files: Drizzle, which the app runs on, and Prisma of the same meaning for tools that expect it."""
