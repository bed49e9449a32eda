"use client";

import { useActionState, useEffect, useId, useRef } from "react";

import { idle, type FormAction, type FormState } from "../../forms/form-state";
import { leaveFor } from "../../lib/leave-for";
import { DangerButton, SecondaryButton, SubmitButton } from "../../primitives/buttons";
import { ModalFrame } from "../dialog/ModalFrame";
import { StatusMessage } from "../status-message/StatusMessage";

export interface ConfirmActionProps {
  /** What receives the hidden fields once confirmed. */
  action: FormAction;
  /** Label of the button that asks. */
  label: string;
  /** The question. */
  title: string;
  /** What will happen. */
  description?: string;
  /** Label of the button that goes ahead; without it `label`. */
  confirmLabel?: string;
  /** Label of the button that leaves all as it is. */
  keepLabel?: string;
  /** Said while it is on its way. */
  pendingLabel?: string;
  /** Where a success leads: a path of this app. */
  successHref?: string;
  /** What is sent, by name, e.g. `{ id }`. */
  fields?: Readonly<Record<string, string>>;
  /** Whether what is done can be undone; if not, the button is red. */
  tone?: "danger" | "secondary";
  /** Whether the button that asks is plain, for lists where it stands in every row. */
  quiet?: boolean;
  /** Shown when the action refuses without a message. */
  errorMessage?: string;
}

/** A button that asks before it acts. */
export function ConfirmAction({
  action,
  label,
  title,
  description,
  confirmLabel,
  keepLabel = "Keep it",
  pendingLabel,
  successHref,
  fields = {},
  tone = "danger",
  quiet = false,
  errorMessage = "That did not work. Please try again.",
}: ConfirmActionProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [state, submit] = useActionState(async (previous: FormState, data: FormData) => {
    const next = await action(previous, data);
    // Here and not in an effect: what was asked about may be gone, and this with it, before an effect runs.
    if (next.status === "success" && successHref !== undefined) leaveFor(successHref);
    return next;
  }, idle);
  const Opener = tone === "danger" && !quiet ? DangerButton : SecondaryButton;

  useEffect(() => {
    if (state.status === "success") dialog.current?.close();
  }, [state]);

  return (
    <>
      <Opener onClick={() => dialog.current?.showModal()}>{label}</Opener>
      <ModalFrame dialogRef={dialog} titleId={titleId} title={title}>
        {description !== undefined && <p className="text-muted-foreground">{description}</p>}
        {state.status === "error" && (
          <StatusMessage tone="error">{state.message ?? errorMessage}</StatusMessage>
        )}
        <form action={submit} className="flex flex-wrap justify-end gap-3 pt-2">
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <SecondaryButton onClick={() => dialog.current?.close()}>{keepLabel}</SecondaryButton>
          <SubmitButton tone={tone} pendingLabel={pendingLabel}>
            {confirmLabel ?? label}
          </SubmitButton>
        </form>
      </ModalFrame>
    </>
  );
}
