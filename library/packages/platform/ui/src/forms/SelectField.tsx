"use client";

import { ChevronDown } from "lucide-react";

import { classNames } from "../lib/class-names";
import { controlLook } from "./control-look";
import { Field, type BaseFieldProps } from "./Field";
import { useEnteredValue, useFieldControl } from "./form-context";

export interface SelectOption {
  /** What is sent. */
  value: string;
  /** What is shown. */
  label: string;
}

export interface SelectFieldProps extends BaseFieldProps {
  /** What can be chosen. */
  options: readonly SelectOption[];
  /** The value chosen at first. */
  defaultValue?: string;
  /** The first, empty choice. */
  placeholder?: string;
}

/** One of a list. */
export function SelectField({
  options,
  defaultValue,
  placeholder = "Choose…",
  ...field
}: SelectFieldProps) {
  return (
    <Field {...field}>
      <Select options={options} defaultValue={defaultValue} placeholder={placeholder} />
    </Field>
  );
}

function Select({
  options,
  defaultValue,
  placeholder,
}: Pick<SelectFieldProps, "options" | "defaultValue" | "placeholder">) {
  const control = useFieldControl();
  const value = useEnteredValue(control.name, defaultValue) ?? "";
  return (
    <div className="relative">
      {/* React does not carry a new default over to a select that is already there; a new key makes a new one. */}
      <select
        key={value}
        {...control}
        defaultValue={value}
        className={classNames(controlLook, "appearance-none pr-10")}
      >
        <option value="">{placeholder}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted-foreground"
      />
    </div>
  );
}
