/** Who the messages are from. */
export const brand: string = "Bali Bites";
