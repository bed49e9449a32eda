import { cancelReservation } from "@/domains/reservation/actions";
import { endpoint } from "@/lib/http";

export const DELETE = endpoint(
  { access: "user", route: "DELETE /api/reservations/{id}" },
  async ({ actor, input }) => cancelReservation(await input(), actor),
);
