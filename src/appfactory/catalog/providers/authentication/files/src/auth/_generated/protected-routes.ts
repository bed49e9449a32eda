/** Addresses that the plan keeps for people who are signed in. */
export const protectedRoutes: readonly string[] = ["/bookings", "/api/*"];

/** Routes of the plan's API that anyone may call, whatever pattern covers them: method and path. */
export const openRoutes: readonly string[] = ["GET /api/menu/{id}"];
