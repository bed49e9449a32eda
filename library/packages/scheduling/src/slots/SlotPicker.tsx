"use client";

import { FieldErrors } from "@appfactory/ui/forms/FieldErrors";
import { useEnteredValue, useFieldErrors } from "@appfactory/ui/forms/form-context";
import { DateTimeText } from "@appfactory/ui/primitives/time/DateTimeText";
import { useId } from "react";

export interface Slot {
  /** Its start as an ISO 8601 instant; what is sent when it is chosen. */
  value: string;
  /** Whether it can be chosen. */
  available: boolean;
}

export interface SlotPickerProps {
  /** The slots in order. */
  slots: readonly Slot[];
  /** The key in the form's data. */
  name: string;
  /** What is asked. */
  label: string;
  /** Help below the label. */
  hint?: string;
  /** Whether the form refuses to be sent without a choice. */
  required?: boolean;
  /** The slot chosen at first. */
  defaultValue?: string;
  /** What is wrong; without it, what the form around says about this name. */
  errors?: readonly string[];
  /** What stands in place of no slots. */
  emptyText?: string;
  /** Said of a slot that can't be chosen. */
  takenLabel?: string;
  /** The zone the times are told in; without it the reader's own. */
  timeZone?: string;
  /** Language of the times, as a BCP 47 tag. */
  locale?: string;
}

/** One of the times that are still free: radio buttons that look like slots. */
export function SlotPicker({
  slots,
  name,
  label,
  hint,
  required = false,
  defaultValue,
  errors,
  emptyText = "No times left on this day.",
  takenLabel = "taken",
  timeZone,
  locale,
}: SlotPickerProps) {
  const id = useId();
  const shownErrors = useFieldErrors(name, errors);
  const chosen = useEnteredValue(name, defaultValue);
  const invalid = shownErrors.length > 0;
  return (
    <fieldset
      role="radiogroup"
      aria-invalid={invalid || undefined}
      aria-describedby={invalid ? `${id}-error` : undefined}
      className="grid gap-2"
    >
      <legend className="pb-1.5 text-[0.9375rem] leading-snug font-semibold">{label}</legend>
      {hint !== undefined && <p className="text-sm text-muted-foreground">{hint}</p>}
      {slots.length === 0 && <p className="text-muted-foreground">{emptyText}</p>}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-2">
        {slots.map((slot) => (
          <label
            key={slot.value}
            className={
              "relative grid min-h-11 cursor-pointer place-content-center rounded-md border border-input bg-card px-2 text-center tabular-nums " +
              "hover:border-primary has-checked:border-primary has-checked:bg-primary has-checked:font-semibold has-checked:text-primary-foreground " +
              "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring " +
              "has-disabled:cursor-not-allowed has-disabled:border-dashed has-disabled:bg-transparent has-disabled:text-muted-foreground has-disabled:line-through"
            }
          >
            <input
              type="radio"
              name={name}
              value={slot.value}
              required={required}
              disabled={!slot.available}
              defaultChecked={slot.value === chosen}
              className="sr-only"
            />
            <DateTimeText value={slot.value} show="time" timeZone={timeZone} locale={locale} />
            {!slot.available && <span className="sr-only">, {takenLabel}</span>}
          </label>
        ))}
      </div>
      <FieldErrors id={`${id}-error`} errors={shownErrors} />
    </fieldset>
  );
}
