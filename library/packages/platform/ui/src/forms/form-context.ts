"use client";

import { createContext, useContext } from "react";

import { idle, type FormState } from "./form-state";

/** What a form tells its fields: the last answer of its action. */
export const FormContext = createContext<FormState>(idle);

/** What a field tells the control inside it. */
export interface FieldControl {
  id: string;
  name: string;
  required: boolean;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export const FieldContext = createContext<FieldControl | null>(null);

/** The value a field starts from: what was entered before a refusal, else its default. */
export function useEnteredValue(
  name: string,
  defaultValue: string | undefined,
): string | undefined {
  return useContext(FormContext).values?.[name] ?? defaultValue;
}

const none: readonly string[] = [];

/** What is wrong with a field: what it was told itself, else what the form says about its name. */
export function useFieldErrors(
  name: string,
  errors: readonly string[] | undefined,
): readonly string[] {
  const form = useContext(FormContext);
  return errors ?? form.fieldErrors?.[name] ?? none;
}

/** The attributes that tie a control to its label, hint and errors. */
export function useFieldControl(): FieldControl {
  const control = useContext(FieldContext);
  if (control === null) throw new Error("A form control must stand inside a Field.");
  return control;
}
