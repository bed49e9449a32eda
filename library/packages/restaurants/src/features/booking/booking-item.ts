/** A booking as the list shows it. */
export interface BookingItem {
  /** What tells it apart. */
  id: string;
  /** When, as an ISO 8601 instant. */
  time: string;
  /** For how many people. */
  partySize: number;
  /** Where it stands, e.g. `CONFIRMED`. */
  status: string;
  /** Where they will sit. */
  place?: string;
}
