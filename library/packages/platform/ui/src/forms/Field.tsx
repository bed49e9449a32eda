"use client";

import { useId, useMemo, type ReactNode } from "react";

import { classNames } from "../lib/class-names";
import { FieldErrors } from "./FieldErrors";
import { FieldContext, useFieldErrors } from "./form-context";

/** What every field takes. */
export interface BaseFieldProps {
  /** The key in the form's data. */
  name: string;
  /** What is asked for. */
  label: string;
  /** Help that stays visible below the label. */
  hint?: string;
  /** Whether the form refuses to be sent without it. */
  required?: boolean;
  /** What is wrong; without it, what the form around says about this name. */
  errors?: readonly string[];
  /** Classes that override those of the field's wrapper. */
  className?: string;
}

export interface FieldProps extends BaseFieldProps {
  /** The control: `Input`, `Select` or `Textarea`, which read their wiring from the field. */
  children: ReactNode;
  /** Puts the label after the control on one line, for checkboxes and switches. */
  inline?: boolean;
  /** Said after the label of a field that may stay empty, e.g. "optional". */
  optionalLabel?: string;
}

/** Label, hint and errors around one control, tied together for assistive technology. */
export function Field({
  name,
  label,
  hint,
  required = false,
  errors,
  children,
  inline = false,
  optionalLabel,
  className,
}: FieldProps) {
  const id = useId();
  const shownErrors = useFieldErrors(name, errors);
  const invalid = shownErrors.length > 0;
  const describedBy =
    [hint !== undefined && `${id}-hint`, invalid && `${id}-error`].filter(Boolean).join(" ") ||
    undefined;
  const control = useMemo(
    () => ({
      id,
      name,
      required,
      "aria-describedby": describedBy,
      "aria-invalid": invalid ? (true as const) : undefined,
    }),
    [id, name, required, describedBy, invalid],
  );
  const labelElement = (
    <label htmlFor={id} className="text-[0.9375rem] font-semibold leading-snug">
      {label}
      {optionalLabel !== undefined && !required && (
        <span className="font-normal text-muted-foreground"> ({optionalLabel})</span>
      )}
    </label>
  );
  const hintElement = hint !== undefined && (
    <p id={`${id}-hint`} className="text-sm leading-snug text-muted-foreground">
      {hint}
    </p>
  );
  return (
    <FieldContext value={control}>
      <div className={classNames("grid gap-1.5", className)}>
        {inline ? (
          <div className="grid min-h-11 grid-cols-[auto_1fr] items-center gap-x-3 gap-y-0.5">
            {children}
            {labelElement}
            {hint !== undefined && <div className="col-start-2">{hintElement}</div>}
          </div>
        ) : (
          <>
            {labelElement}
            {hintElement}
            {children}
          </>
        )}
        <FieldErrors id={`${id}-error`} errors={shownErrors} />
      </div>
    </FieldContext>
  );
}
