"use client";

import { Field, type BaseFieldProps } from "./Field";
import { Input } from "./Input";

export interface DateFieldProps extends BaseFieldProps {
  /** What stands in it at first: a day as `YYYY-MM-DD`. */
  defaultValue?: string;
  /** The earliest allowed: a day as `YYYY-MM-DD`. */
  min?: string;
  /** The latest allowed: a day as `YYYY-MM-DD`. */
  max?: string;
}

/** A day of the calendar, sent as `YYYY-MM-DD`. */
export function DateField({ defaultValue, min, max, ...field }: DateFieldProps) {
  return (
    <Field {...field}>
      <Input
        type="date"
        defaultValue={defaultValue}
        min={min}
        max={max}
        className="max-w-60 tabular-nums"
      />
    </Field>
  );
}
