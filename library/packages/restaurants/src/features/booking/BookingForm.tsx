"use client";

import { ActionForm, DateTimeField, NumberField, type FormAction } from "@appfactory/ui/forms";
import { SubmitButton } from "@appfactory/ui/primitives/buttons";
import type { ReactNode } from "react";

import type { BookingItem } from "./booking-item";
import { BookingList } from "./BookingList";

export interface BookingFormProps {
  /** Makes the booking. */
  action: FormAction;
  /** The keys in the form's data. */
  fieldNames?: { partySize?: string; time?: string };
  /** The reader's bookings; without it there is no list. */
  items?: readonly BookingItem[];
  /** Cancels the booking whose `id` it receives. */
  cancelAction?: FormAction;
  /** Heading of the form. */
  title?: string;
  /** A sentence below the heading. */
  description?: string;
  /** Label of the field for the number of people. */
  partySizeLabel?: string;
  /** Label of the field for the time. */
  timeLabel?: string;
  /** Help below the label of the time. */
  timeHint?: string;
  /** The largest party that can book here. */
  maxPartySize?: number;
  /** The party size at first. */
  defaultPartySize?: number;
  /** Label of the button. */
  submitLabel?: string;
  /** Label of the button while the booking is on its way. */
  pendingLabel?: string;
  /** Shown once the booking is made. */
  successMessage?: string;
  /** Heading of the list. */
  itemsTitle?: string;
  /** What stands in place of an empty list. */
  emptyText?: string;
  /** Label of the button that cancels a booking. */
  cancelLabel?: string;
  /** The question before a booking is cancelled. */
  cancelTitle?: string;
  /** Label of the button that goes ahead and cancels. */
  confirmLabel?: string;
  /** What cancelling means. */
  cancelDescription?: string;
  /** Label of the button that leaves a booking as it is. */
  keepLabel?: string;
  /** More fields of the form, e.g. a table to choose. */
  children?: ReactNode;
  /** Language of the dates, as a BCP 47 tag. */
  locale?: string;
}

/** Books a table for a party at a time, and lists the reader's bookings. */
export function BookingForm({
  action,
  fieldNames = {},
  items,
  title = "Book a table",
  description,
  partySizeLabel = "Party Size",
  timeLabel = "Time",
  timeHint,
  maxPartySize,
  defaultPartySize = 2,
  submitLabel = "Book",
  pendingLabel = "Booking…",
  successMessage = "Reservation confirmed",
  itemsTitle = "Your bookings",
  children,
  ...list
}: BookingFormProps) {
  return (
    <section className="mx-auto grid w-full max-w-6xl gap-x-20 gap-y-14 px-5 py-12 sm:px-8 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)] lg:px-12">
      <div>
        <h2 className="text-4xl leading-tight">{title}</h2>
        {description !== undefined && <p className="mt-2 text-muted-foreground">{description}</p>}
        <ActionForm
          action={action}
          successMessage={successMessage}
          aria-label={title}
          className="mt-7"
        >
          <NumberField
            name={fieldNames.partySize ?? "partySize"}
            label={partySizeLabel}
            min={1}
            max={maxPartySize}
            defaultValue={defaultPartySize}
            required
          />
          <DateTimeField
            name={fieldNames.time ?? "time"}
            label={timeLabel}
            hint={timeHint}
            required
          />
          {children}
          <SubmitButton pendingLabel={pendingLabel} className="justify-self-start px-10">
            {submitLabel}
          </SubmitButton>
        </ActionForm>
      </div>
      {items !== undefined && (
        <div>
          <h3 className="pb-4 text-2xl leading-tight">{itemsTitle}</h3>
          <BookingList items={items} {...list} />
        </div>
      )}
    </section>
  );
}

export default BookingForm;
