import { createReservation } from "@/domains/reservation/actions";
import { endpoint } from "@/lib/http";

export const POST = endpoint(
  { access: "user", route: "POST /api/reservations", rateLimit: 20, status: 201 },
  async ({ actor, input }) => createReservation(await input(), actor),
);
