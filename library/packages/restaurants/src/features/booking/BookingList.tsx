import type { FormAction } from "@appfactory/ui/forms";
import { StatusBadge } from "@appfactory/ui/patterns/badge/StatusBadge";
import { ConfirmAction } from "@appfactory/ui/patterns/confirm-action/ConfirmAction";
import { DateTimeText } from "@appfactory/ui/primitives/time/DateTimeText";

import type { BookingItem } from "./booking-item";

export interface BookingListProps {
  /** The bookings in order. */
  items: readonly BookingItem[];
  /** Cancels the booking whose `id` it receives; without it nothing can be cancelled. */
  cancelAction?: FormAction;
  /** What stands in place of an empty list. */
  emptyText?: string;
  /** How many people, e.g. `{count} guests`. */
  guestsLabel?: string;
  /** How many people when it is one. */
  guestLabel?: string;
  /** Label of the button that cancels. */
  cancelLabel?: string;
  /** The question before it is cancelled. */
  cancelTitle?: string;
  /** Label of the button that goes ahead. */
  confirmLabel?: string;
  /** What cancelling means. */
  cancelDescription?: string;
  /** Label of the button that leaves the booking as it is. */
  keepLabel?: string;
  /** Statuses, in any case, that can't be cancelled. */
  closedStatuses?: readonly string[];
  /** Language of the dates, as a BCP 47 tag. */
  locale?: string;
}

/** Bookings with their state, and a way out of those that still stand. */
export function BookingList({
  items,
  cancelAction,
  emptyText = "No bookings yet.",
  guestsLabel = "{count} guests",
  guestLabel = "1 guest",
  cancelLabel = "Cancel",
  cancelTitle = "Cancel this booking?",
  confirmLabel = "Cancel booking",
  cancelDescription = "The table will be free for someone else.",
  keepLabel = "Keep booking",
  closedStatuses = ["cancelled", "canceled", "completed", "no_show"],
  locale,
}: BookingListProps) {
  if (items.length === 0) return <p className="text-muted-foreground">{emptyText}</p>;
  return (
    <ul className="border-t">
      {items.map((item) => (
        <li key={item.id} className="flex items-center justify-between gap-x-6 border-b py-4">
          <div className="min-w-0">
            <p className="font-display text-xl leading-snug">
              <DateTimeText value={item.time} locale={locale} />
            </p>
            <p className="flex flex-wrap items-center gap-x-4 text-[0.9375rem] text-muted-foreground">
              <span>
                {item.partySize === 1
                  ? guestLabel
                  : guestsLabel.replace("{count}", String(item.partySize))}
              </span>
              {item.place !== undefined && <span>{item.place}</span>}
              <StatusBadge status={item.status} className="text-foreground" />
            </p>
          </div>
          {cancelAction !== undefined && !closedStatuses.includes(item.status.toLowerCase()) && (
            <ConfirmAction
              action={cancelAction}
              label={cancelLabel}
              confirmLabel={confirmLabel}
              quiet
              title={cancelTitle}
              description={cancelDescription}
              keepLabel={keepLabel}
              fields={{ id: item.id }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
