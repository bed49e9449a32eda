"use client";

import { useActionState, useEffect, useRef, type ReactNode } from "react";

import { classNames } from "../lib/class-names";
import { leaveFor } from "../lib/leave-for";
import { StatusMessage } from "../patterns/status-message/StatusMessage";
import { FormContext } from "./form-context";
import { idle, type FormAction } from "./form-state";

export interface ActionFormProps {
  /** What receives the data; a server action works before the script has loaded. */
  action: FormAction;
  /** Fields and a `SubmitButton`. */
  children: ReactNode;
  /** Shown on success; without it what the action says. */
  successMessage?: string;
  /** Shown on an error when the action sends no message. */
  errorMessage?: string;
  /** Where a success leads: a path of this app. */
  successHref?: string;
  /** Whether the fields are emptied on success. */
  resetOnSuccess?: boolean;
  /** Name for assistive technology. */
  "aria-label"?: string;
  /** Classes that override the form's own. */
  className?: string;
}

// A group of radio buttons is at fault as a whole; the focus goes to its first button.
const firstAtFault =
  '[aria-invalid="true"]:not(fieldset), fieldset[aria-invalid="true"] input:enabled';

/** A form over an action: shows its answer, hands errors to the fields, keeps what was entered and focuses the first field at fault. */
export function ActionForm({
  action,
  children,
  successMessage,
  successHref,
  errorMessage = "Please check the form and try again.",
  resetOnSuccess = true,
  className,
  ...form
}: ActionFormProps) {
  const [state, submit] = useActionState(action, idle);
  const element = useRef<HTMLFormElement>(null);
  const mayReset = useRef(false);

  // React empties a form after every action, refused ones too; what was entered must survive a refusal. It does so while its
  // own events are switched off, so `onReset` would not hear of it.
  useEffect(() => {
    const form = element.current;
    const keepEntries = (event: Event) => {
      if (!mayReset.current) event.preventDefault();
    };
    form?.addEventListener("reset", keepEntries);
    return () => form?.removeEventListener("reset", keepEntries);
  }, []);

  useEffect(() => {
    if (state.status === "error") {
      element.current?.querySelector<HTMLElement>(firstAtFault)?.focus();
    }
    if (state.status === "success" && successHref !== undefined) {
      leaveFor(successHref);
      return;
    }
    if (state.status === "success" && resetOnSuccess) {
      mayReset.current = true;
      element.current?.reset();
      mayReset.current = false;
    }
  }, [state, resetOnSuccess, successHref]);

  const message =
    state.status === "success"
      ? (successMessage ?? state.message)
      : (state.message ?? errorMessage);
  return (
    <FormContext value={state}>
      <form {...form} ref={element} action={submit} className={classNames("grid gap-5", className)}>
        {children}
        {state.status !== "idle" && message !== undefined && (
          <StatusMessage tone={state.status}>{message}</StatusMessage>
        )}
      </form>
    </FormContext>
  );
}
