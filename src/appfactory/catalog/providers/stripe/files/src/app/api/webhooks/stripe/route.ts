import { handleStripeWebhook } from "@/payments/webhook";

export const POST = handleStripeWebhook;
