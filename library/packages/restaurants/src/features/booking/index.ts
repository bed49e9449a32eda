export type { BookingItem } from "./booking-item";
export { BookingForm, type BookingFormProps } from "./BookingForm";
export { BookingList, type BookingListProps } from "./BookingList";
