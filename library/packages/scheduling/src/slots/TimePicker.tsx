"use client";

import { SelectField, type BaseFieldProps } from "@appfactory/ui/forms";

export interface TimePickerProps extends BaseFieldProps {
  /** The first time offered, as `HH:MM`. */
  from?: string;
  /** The last time offered, as `HH:MM`. */
  to?: string;
  /** Minutes between two times. */
  stepMinutes?: number;
  /** The time chosen at first, as `HH:MM`. */
  defaultValue?: string;
  /** The first, empty choice. */
  placeholder?: string;
}

/** A time of day from a list with even steps, sent as `HH:MM`. */
export function TimePicker({
  from = "08:00",
  to = "22:00",
  stepMinutes = 30,
  defaultValue,
  placeholder,
  ...field
}: TimePickerProps) {
  const options = timesBetween(from, to, stepMinutes).map((time) => ({ value: time, label: time }));
  return (
    <SelectField
      {...field}
      options={options}
      defaultValue={defaultValue}
      placeholder={placeholder}
    />
  );
}

function timesBetween(from: string, to: string, step: number): string[] {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  const count = Math.max(0, Math.floor((minutes(to) - minutes(from)) / Math.max(1, step)) + 1);
  return Array.from({ length: count }, (_, index) => {
    const time = minutes(from) + index * step;
    return `${String(Math.floor(time / 60)).padStart(2, "0")}:${String(time % 60).padStart(2, "0")}`;
  });
}
