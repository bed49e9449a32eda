export const flags = ["new-dashboard"] as const;

/** Percent of users, in the order in which a flag is rolled out. */
export const stages = [10, 50, 100] as const;
