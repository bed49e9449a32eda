import type { SeedTable } from "@/db/seed-rows";

export const seedTables: readonly SeedTable[] = [];
