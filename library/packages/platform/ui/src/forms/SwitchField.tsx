"use client";

import { useEnteredFlag } from "./entered-flag";
import { Field, type BaseFieldProps } from "./Field";
import { useFieldControl } from "./form-context";

export interface SwitchFieldProps extends BaseFieldProps {
  /** Whether it is on at first. */
  defaultValue?: boolean;
  /** What is sent when it is on; when off, nothing is. */
  value?: string;
}

/** An on or off; sends the same data as a checkbox. */
export function SwitchField({ defaultValue = false, value = "true", ...field }: SwitchFieldProps) {
  return (
    <Field {...field} inline>
      <Box defaultValue={defaultValue} value={value} />
    </Field>
  );
}

function Box({ defaultValue, value }: { defaultValue: boolean; value: string }) {
  const control = useFieldControl();
  const checked = useEnteredFlag(control.name, defaultValue);
  return (
    <input
      {...control}
      type="checkbox"
      role="switch"
      value={value}
      defaultChecked={checked}
      className="relative h-6 w-11 appearance-none rounded-full border border-input bg-muted transition-colors after:absolute after:top-0.5 after:left-0.5 after:size-4.5 after:rounded-full after:bg-muted-foreground after:transition-transform checked:border-primary checked:bg-primary checked:after:translate-x-5 checked:after:bg-primary-foreground"
    />
  );
}
