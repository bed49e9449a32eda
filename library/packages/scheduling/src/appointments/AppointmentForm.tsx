"use client";

import { ActionForm, DateTimeField, TextareaField, type FormAction } from "@appfactory/ui/forms";
import { ConfirmAction } from "@appfactory/ui/patterns/confirm-action/ConfirmAction";
import { SubmitButton } from "@appfactory/ui/primitives/buttons";
import { DateTimeText } from "@appfactory/ui/primitives/time/DateTimeText";
import { StatusBadge } from "@appfactory/ui/patterns/badge/StatusBadge";
import type { ReactNode } from "react";

import { SlotPicker, type Slot } from "../slots/SlotPicker";

export interface AppointmentItem {
  /** What tells it apart. */
  id: string;
  /** When, as an ISO 8601 instant. */
  startsAt: string;
  /** Where it stands, e.g. `CONFIRMED`. */
  status: string;
  /** What it is about. */
  notes?: string | null;
}

export interface AppointmentFormProps {
  /** Makes the appointment. */
  action: FormAction;
  /** The keys in the form's data. */
  fieldNames?: { startsAt?: string; notes?: string };
  /** The times that can be chosen; without them any time can be entered. */
  slots?: readonly Slot[];
  /** The reader's appointments; without it there is no list. */
  items?: readonly AppointmentItem[];
  /** Cancels the appointment whose `id` it receives. */
  cancelAction?: FormAction;
  /** Heading of the form. */
  title?: string;
  /** A sentence below the heading. */
  description?: string;
  /** Label of the field for the time. */
  startsAtLabel?: string;
  /** Label of the field for notes. */
  notesLabel?: string;
  /** Label of the button. */
  submitLabel?: string;
  /** Label of the button while it is on its way. */
  pendingLabel?: string;
  /** Shown once the appointment is made. */
  successMessage?: string;
  /** Heading of the list. */
  itemsTitle?: string;
  /** What stands in place of an empty list. */
  emptyText?: string;
  /** Label of the button that cancels. */
  cancelLabel?: string;
  /** The question before it is cancelled. */
  cancelTitle?: string;
  /** Label of the button that goes ahead and cancels. */
  confirmLabel?: string;
  /** Label of the button that leaves it as it is. */
  keepLabel?: string;
  /** More fields of the form. */
  children?: ReactNode;
  /** Language of the dates, as a BCP 47 tag. */
  locale?: string;
}

/** Asks for a time, from free slots or any, and lists the reader's appointments. */
export function AppointmentForm({
  action,
  fieldNames = {},
  slots,
  items,
  cancelAction,
  title = "Make an appointment",
  description,
  startsAtLabel = "Time",
  notesLabel = "What is it about?",
  submitLabel = "Request appointment",
  pendingLabel = "Requesting…",
  successMessage = "Your appointment is requested",
  itemsTitle = "Your appointments",
  emptyText = "No appointments yet.",
  cancelLabel = "Cancel",
  cancelTitle = "Cancel this appointment?",
  confirmLabel = "Cancel appointment",
  keepLabel = "Keep appointment",
  children,
  locale,
}: AppointmentFormProps) {
  const startsAt = fieldNames.startsAt ?? "startsAt";
  return (
    <section className="mx-auto grid w-full max-w-6xl gap-x-20 gap-y-14 px-5 py-12 sm:px-8 lg:grid-cols-2 lg:px-12">
      <div>
        <h2 className="text-4xl leading-tight">{title}</h2>
        {description !== undefined && <p className="mt-2 text-muted-foreground">{description}</p>}
        <ActionForm
          action={action}
          successMessage={successMessage}
          aria-label={title}
          className="mt-7"
        >
          {slots === undefined ? (
            <DateTimeField name={startsAt} label={startsAtLabel} required />
          ) : (
            <SlotPicker
              name={startsAt}
              label={startsAtLabel}
              slots={slots}
              locale={locale}
              required
            />
          )}
          <TextareaField name={fieldNames.notes ?? "notes"} label={notesLabel} rows={3} />
          {children}
          <SubmitButton pendingLabel={pendingLabel} className="justify-self-start">
            {submitLabel}
          </SubmitButton>
        </ActionForm>
      </div>
      {items !== undefined && (
        <div>
          <h3 className="pb-4 text-2xl leading-tight">{itemsTitle}</h3>
          <AppointmentList
            items={items}
            cancelAction={cancelAction}
            emptyText={emptyText}
            wording={{ cancelLabel, cancelTitle, confirmLabel, keepLabel }}
            locale={locale}
          />
        </div>
      )}
    </section>
  );
}

interface AppointmentListProps
  extends Pick<AppointmentFormProps, "cancelAction" | "emptyText" | "locale"> {
  items: NonNullable<AppointmentFormProps["items"]>;
  wording: { cancelLabel: string; cancelTitle: string; confirmLabel: string; keepLabel: string };
}

function AppointmentList({
  items,
  cancelAction,
  emptyText,
  wording,
  locale,
}: AppointmentListProps) {
  return (
    <>
      {items.length === 0 && <p className="text-muted-foreground">{emptyText}</p>}
      <ul className="border-t empty:hidden">
        {items.map((item) => (
          <li key={item.id} className="flex items-center justify-between gap-x-6 border-b py-4">
            <div className="min-w-0">
              <p className="font-display text-xl leading-snug">
                <DateTimeText value={item.startsAt} locale={locale} />
              </p>
              {item.notes && (
                <p className="text-muted-foreground [overflow-wrap:anywhere]">{item.notes}</p>
              )}
              <StatusBadge status={item.status} />
            </div>
            {cancelAction !== undefined && !/^cancell?ed$|^completed$/i.test(item.status) && (
              <ConfirmAction
                action={cancelAction}
                label={wording.cancelLabel}
                confirmLabel={wording.confirmLabel}
                title={wording.cancelTitle}
                keepLabel={wording.keepLabel}
                fields={{ id: item.id }}
                quiet
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

export default AppointmentForm;
