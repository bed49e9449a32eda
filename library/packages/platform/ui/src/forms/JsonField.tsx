"use client";

import { useState } from "react";

import { classNames } from "../lib/class-names";
import { controlLook } from "./control-look";
import { Field, type BaseFieldProps } from "./Field";
import { useEnteredValue, useFieldControl } from "./form-context";

export interface JsonFieldProps extends BaseFieldProps {
  /** What stands in it at first: JSON as text. */
  defaultValue?: string;
  /** Lines shown before it scrolls. */
  rows?: number;
  /** Said when the text is no JSON. */
  invalidMessage?: string;
}

/** JSON, checked as soon as the control is left. */
export function JsonField({
  defaultValue,
  rows = 6,
  invalidMessage = "This is not valid JSON.",
  errors,
  ...field
}: JsonFieldProps) {
  const [broken, setBroken] = useState(false);
  const check = (text: string) => setBroken(text.trim() !== "" && !isJson(text));
  return (
    <Field {...field} errors={broken ? [invalidMessage] : errors}>
      <JsonTextarea defaultValue={defaultValue} rows={rows} onLeave={check} />
    </Field>
  );
}

function JsonTextarea({
  defaultValue,
  rows,
  onLeave,
}: {
  defaultValue: string | undefined;
  rows: number;
  onLeave: (text: string) => void;
}) {
  const control = useFieldControl();
  const value = useEnteredValue(control.name, defaultValue);
  return (
    <textarea
      {...control}
      rows={rows}
      spellCheck={false}
      autoCapitalize="off"
      defaultValue={value}
      onBlur={(event) => onLeave(event.currentTarget.value)}
      className={classNames(controlLook, "font-mono text-sm leading-relaxed")}
    />
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
