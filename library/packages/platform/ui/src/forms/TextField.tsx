"use client";

import { Field, type BaseFieldProps } from "./Field";
import { Input } from "./Input";

export interface TextFieldProps extends BaseFieldProps {
  /** What stands in it at first. */
  defaultValue?: string;
  /** The kind of text, which picks the keyboard on a phone and the browser's own check. */
  type?: "text" | "email" | "tel" | "url" | "password" | "search";
  /** Most characters. */
  maxLength?: number;
  /** Fewest characters. */
  minLength?: number;
  /** A regular expression that the whole text must match. */
  pattern?: string;
  /** What the browser may fill in, e.g. `email` or `name`. */
  autoComplete?: string;
  /** An example of what to enter. */
  placeholder?: string;
}

/** One line of text. */
export function TextField({
  defaultValue,
  type = "text",
  maxLength,
  minLength,
  pattern,
  autoComplete,
  placeholder,
  ...field
}: TextFieldProps) {
  return (
    <Field {...field}>
      <Input
        type={type}
        defaultValue={defaultValue}
        maxLength={maxLength}
        minLength={minLength}
        pattern={pattern}
        autoComplete={autoComplete}
        placeholder={placeholder}
      />
    </Field>
  );
}
