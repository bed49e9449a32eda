import { announce } from "@/functions/notice";
import { env } from "@/lib/env";

/** Tells the people who run the app. What else the event should bring about goes here. */
export const notifyReservation = (data: Record<string, string>) =>
  announce(env("NOTIFY_WEBHOOK_URL"), "notify-reservation", data);
