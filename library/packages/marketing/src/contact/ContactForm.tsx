import { ActionForm, TextareaField, TextField, type FormAction } from "@appfactory/ui/forms";
import { SubmitButton } from "@appfactory/ui/primitives/buttons";
import { Section } from "@appfactory/ui/primitives/section/Section";

export interface ContactFormProps {
  /** Takes the message. */
  action: FormAction;
  /** The keys in the form's data. */
  fieldNames?: { name?: string; email?: string; message?: string };
  /** Heading of the form. */
  title?: string;
  /** A sentence below the heading, e.g. when one can expect an answer. */
  intro?: string;
  /** Label of the field for the name. */
  nameLabel?: string;
  /** Label of the field for the address. */
  emailLabel?: string;
  /** Label of the field for the message. */
  messageLabel?: string;
  /** Label of the button. */
  submitLabel?: string;
  /** Label of the button while it is on its way. */
  pendingLabel?: string;
  /** Shown once the message is taken. */
  successMessage?: string;
}

/** Name, address, message. */
export function ContactForm({
  action,
  fieldNames = {},
  title = "Write to us",
  intro,
  nameLabel = "Name",
  emailLabel = "E-mail",
  messageLabel = "Message",
  submitLabel = "Send message",
  pendingLabel = "Sending…",
  successMessage = "Thank you, we will write back.",
}: ContactFormProps) {
  return (
    <Section title={title} intro={intro} layout="beside">
      <ActionForm
        action={action}
        successMessage={successMessage}
        aria-label={title}
        className="max-w-2xl sm:grid-cols-2 sm:[&>:nth-child(n+3)]:col-span-2"
      >
        <TextField
          name={fieldNames.name ?? "name"}
          label={nameLabel}
          autoComplete="name"
          required
        />
        <TextField
          name={fieldNames.email ?? "email"}
          label={emailLabel}
          type="email"
          autoComplete="email"
          required
        />
        <TextareaField name={fieldNames.message ?? "message"} label={messageLabel} required />
        <SubmitButton pendingLabel={pendingLabel} className="justify-self-start">
          {submitLabel}
        </SubmitButton>
      </ActionForm>
    </Section>
  );
}
