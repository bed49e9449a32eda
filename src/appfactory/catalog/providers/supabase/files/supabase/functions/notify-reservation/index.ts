import { handler } from "../_shared/handler.ts";
import { announce } from "../_shared/notice.ts";

/** Tells the people who run the app. What else the event should bring about goes here. */
Deno.serve(
  handler(Deno.env.get("EDGE_FUNCTION_SECRET"), (data) =>
    announce(Deno.env.get("NOTIFY_WEBHOOK_URL"), "notify-reservation", data),
  ),
);
