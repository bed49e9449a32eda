"use client";

import { classNames } from "../lib/class-names";
import { controlLook } from "./control-look";
import { Field, type BaseFieldProps } from "./Field";
import { useEnteredValue, useFieldControl } from "./form-context";

export interface TextareaFieldProps extends BaseFieldProps {
  /** What stands in it at first. */
  defaultValue?: string;
  /** Lines shown before it scrolls. */
  rows?: number;
  /** Most characters. */
  maxLength?: number;
  /** An example of what to enter. */
  placeholder?: string;
}

/** Several lines of text. */
export function TextareaField({
  defaultValue,
  rows = 4,
  maxLength,
  placeholder,
  ...field
}: TextareaFieldProps) {
  return (
    <Field {...field}>
      <Textarea
        defaultValue={defaultValue}
        rows={rows}
        maxLength={maxLength}
        placeholder={placeholder}
      />
    </Field>
  );
}

function Textarea({
  defaultValue,
  ...textarea
}: Pick<TextareaFieldProps, "defaultValue" | "rows" | "maxLength" | "placeholder">) {
  const control = useFieldControl();
  const value = useEnteredValue(control.name, defaultValue);
  return (
    <textarea
      {...control}
      {...textarea}
      defaultValue={value}
      className={classNames(controlLook, "leading-relaxed")}
    />
  );
}
