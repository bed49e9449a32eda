"use client";

import { Field, type BaseFieldProps } from "./Field";
import { Input } from "./Input";

export interface TimeFieldProps extends BaseFieldProps {
  /** What stands in it at first: a time as `HH:MM`. */
  defaultValue?: string;
  /** The earliest allowed: a time as `HH:MM`. */
  min?: string;
  /** The latest allowed: a time as `HH:MM`. */
  max?: string;
  /** Seconds between the times offered; 900 is a quarter of an hour. */
  step?: number;
}

/** A time of day without a zone, sent as `HH:MM`. */
export function TimeField({ defaultValue, min, max, step, ...field }: TimeFieldProps) {
  return (
    <Field {...field}>
      <Input
        type="time"
        defaultValue={defaultValue}
        min={min}
        max={max}
        step={step}
        className="max-w-60 tabular-nums"
      />
    </Field>
  );
}
