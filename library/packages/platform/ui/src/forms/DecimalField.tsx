"use client";

import { Field, type BaseFieldProps } from "./Field";
import { Input } from "./Input";

export interface DecimalFieldProps extends BaseFieldProps {
  /** What stands in it at first, as text so that no digit is lost. */
  defaultValue?: string | number;
  /** Digits after the point. */
  scale?: number;
  /** The smallest number allowed. */
  min?: number;
  /** The largest number allowed. */
  max?: number;
  /** A unit or currency before the control, e.g. "€". */
  unit?: string;
}

/** A number with a fixed count of digits after the point, such as an amount of money. */
export function DecimalField({
  defaultValue,
  scale = 2,
  min,
  max,
  unit,
  ...field
}: DecimalFieldProps) {
  return (
    <Field {...field}>
      <div className="flex max-w-60 items-center gap-2">
        {unit !== undefined && <span className="text-muted-foreground">{unit}</span>}
        <Input
          type="number"
          inputMode="decimal"
          step={(10 ** -scale).toFixed(scale)}
          min={min}
          max={max}
          defaultValue={defaultValue?.toString()}
          className="tabular-nums"
        />
      </div>
    </Field>
  );
}
