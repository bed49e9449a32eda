import { defineTemplate } from "@/email/template";

export const bookingConfirmation = defineTemplate<"partySize" | "time" | "status">({
  sample: { partySize: "4", time: "2026-05-01T19:00:00Z", status: "CONFIRMED" },
  content: (data) => ({
    subject: "Booking confirmation",
    heading: "Booking confirmation",
    paragraphs: ["Thank you. Everything is arranged; here are the details."],
    details: [
      ["Party Size", data.partySize],
      ["Time", data.time],
      ["Status", data.status],
    ],
  }),
});
