"use client";

import type { HTMLInputTypeAttribute, InputEventHandler, Ref } from "react";

import { classNames } from "../lib/class-names";
import { controlLook } from "./control-look";
import { useEnteredValue, useFieldControl } from "./form-context";

export interface InputProps {
  /** The kind of control, as of HTML's `input`. */
  type?: HTMLInputTypeAttribute;
  /** Sent under this name in place of the field's. */
  name?: string;
  /** What stands in it at first. */
  defaultValue?: string;
  /** What stands in it at first, even where the form remembers another value. */
  exactDefault?: string;
  /** An example of what to enter. */
  placeholder?: string;
  /** The keyboard that a phone shows. */
  inputMode?: "numeric" | "decimal" | "tel" | "email" | "url" | "search";
  /** What the browser may fill in, e.g. `email`. */
  autoComplete?: string;
  /** The smallest number or the earliest time. */
  min?: number | string;
  /** The largest number or the latest time. */
  max?: number | string;
  /** The distance between allowed values; seconds for times. */
  step?: number | string;
  /** Fewest characters. */
  minLength?: number;
  /** Most characters. */
  maxLength?: number;
  /** A regular expression that the whole text must match. */
  pattern?: string;
  /** Called on every change; client components only. */
  onInput?: InputEventHandler<HTMLInputElement>;
  /** The element, for client components. */
  ref?: Ref<HTMLInputElement>;
  /** Classes that override the control's own. */
  className?: string;
}

/** A one-line control for use inside a `Field`. */
export function Input({ name, defaultValue, exactDefault, className, ...input }: InputProps) {
  const control = useFieldControl();
  const entered = useEnteredValue(control.name, defaultValue);
  return (
    <input
      {...control}
      {...input}
      name={name ?? control.name}
      defaultValue={exactDefault ?? entered}
      className={classNames(controlLook, className)}
    />
  );
}
