import { notifyReservation } from "@/functions/notify-reservation";

/** The plan's functions by name. */
export const handlers: Readonly<
  Record<string, (data: Record<string, string>) => Promise<unknown>>
> = {
  "notify-reservation": notifyReservation,
};
