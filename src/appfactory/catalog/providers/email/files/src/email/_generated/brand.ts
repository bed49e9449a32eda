/** Who the messages are from. */
export const brand = "Bali Bites";
