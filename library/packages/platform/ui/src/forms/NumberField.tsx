"use client";

import { Field, type BaseFieldProps } from "./Field";
import { Input } from "./Input";

export interface NumberFieldProps extends BaseFieldProps {
  /** What stands in it at first. */
  defaultValue?: number | string;
  /** The smallest number allowed. */
  min?: number;
  /** The largest number allowed. */
  max?: number;
  /** The distance between allowed numbers; 1 means whole numbers. */
  step?: number | "any";
}

/** A whole number, unless `step` says otherwise. */
export function NumberField({ defaultValue, min, max, step = 1, ...field }: NumberFieldProps) {
  return (
    <Field {...field}>
      <Input
        type="number"
        inputMode={step === 1 ? "numeric" : "decimal"}
        defaultValue={defaultValue?.toString()}
        min={min}
        max={max}
        step={step}
        className="max-w-48 tabular-nums"
      />
    </Field>
  );
}
