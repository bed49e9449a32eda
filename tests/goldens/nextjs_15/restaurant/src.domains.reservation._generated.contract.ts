import { z } from "zod";

import { dateTime, dateTimeText, says } from "@/lib/fields";

export const reservationStatusEnum = z.enum(
  ["PENDING", "CONFIRMED", "CANCELLED"],
  says("Reservation Status", "must be one of PENDING, CONFIRMED, CANCELLED"),
);

export const reservationOutput = z.object({
  id: z.string(),
  userId: z.string(),
  tableId: z.string(),
  partySize: z.number(),
  time: dateTimeText,
  status: reservationStatusEnum,
});
export type Reservation = z.output<typeof reservationOutput>;

export const tableOutput = z.object({
  id: z.string(),
  seats: z.number(),
});
export type Table = z.output<typeof tableOutput>;

export const createReservationInput = z.strictObject({
  partySize: z
    .int32(says("Party size", "must be a whole number"))
    .min(1, "Party size must be at least 1"),
  time: dateTime("Time"),
  tableId: z.guid(says("Table", "must be an id")).optional(),
});
export type CreateReservationInput = z.input<typeof createReservationInput>;

export const cancelReservationInput = z.strictObject({
  id: z.guid(says("ID", "must be an id")),
});
export type CancelReservationInput = z.input<typeof cancelReservationInput>;
