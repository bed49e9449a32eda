/** Whether real keys are Stripe's test keys or live ones. */
export const mode: "test" | "live" = "test";

/** What can be paid for; a product's price in Stripe has its name as lookup key. */
export const products = ["reservation-deposit"] as const;

/** The page that visitors come back to from a checkout, by what they paid for. */
export const returnPaths: Readonly<Record<string, string>> = { Reservation: "/bookings" };

/** Types of webhook events that the plan wants kept, beside those that settle a payment. */
export const recordedEvents: readonly string[] = [];
