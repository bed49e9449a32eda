import type { EmailTemplate } from "@/email/template";
import { bookingConfirmation } from "@/email/templates/booking-confirmation";

/** The plan's templates by name. */
export const templates: Readonly<Record<string, EmailTemplate>> = {
  "booking-confirmation": bookingConfirmation,
};
