"use client";

import { useEnteredFlag } from "./entered-flag";
import { Field, type BaseFieldProps } from "./Field";
import { useFieldControl } from "./form-context";

export interface CheckboxFieldProps extends BaseFieldProps {
  /** Whether it is on at first. */
  defaultValue?: boolean;
  /** What is sent when it is on; when off, nothing is. */
  value?: string;
}

/** A yes or no that takes effect when the form is sent. */
export function CheckboxField({
  defaultValue = false,
  value = "true",
  ...field
}: CheckboxFieldProps) {
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
      value={value}
      defaultChecked={checked}
      className="size-5 rounded-sm accent-primary"
    />
  );
}
