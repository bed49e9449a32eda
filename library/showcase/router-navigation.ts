/** Stands in for `next/navigation`; the showcase pretends to be the page of bookings. */
export const usePathname = () => "/bookings";
