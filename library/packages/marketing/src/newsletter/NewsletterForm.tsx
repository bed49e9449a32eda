import { ActionForm, TextField, type FormAction } from "@appfactory/ui/forms";
import { SubmitButton } from "@appfactory/ui/primitives/buttons";

export interface NewsletterFormProps {
  /** Takes the address. */
  action: FormAction;
  /** The keys in the form's data. */
  fieldNames?: { email?: string };
  /** Heading of the form. */
  title?: string;
  /** What one gets, and how often. */
  description?: string;
  /** Label of the field. */
  emailLabel?: string;
  /** Label of the button. */
  submitLabel?: string;
  /** Label of the button while it is on its way. */
  pendingLabel?: string;
  /** Shown once the address is taken. */
  successMessage?: string;
}

/** Asks for an e-mail address, says what for. */
export function NewsletterForm({
  action,
  fieldNames = {},
  title = "Letters from the kitchen",
  description,
  emailLabel = "E-mail",
  submitLabel = "Subscribe",
  pendingLabel = "Subscribing…",
  successMessage = "Thank you. Please confirm from your inbox.",
}: NewsletterFormProps) {
  return (
    <section className="bg-accent text-accent-foreground">
      <div className="mx-auto grid max-w-7xl items-end gap-x-16 gap-y-6 px-5 py-14 sm:px-8 md:grid-cols-2 lg:px-12">
        <div>
          <h2 className="text-4xl leading-tight">{title}</h2>
          {description !== undefined && <p className="mt-2 max-w-[48ch]">{description}</p>}
        </div>
        <ActionForm
          action={action}
          successMessage={successMessage}
          aria-label={title}
          className="sm:grid-cols-[1fr_auto] sm:items-end sm:gap-3 sm:[&>:nth-child(n+3)]:col-span-2"
        >
          <TextField
            name={fieldNames.email ?? "email"}
            label={emailLabel}
            type="email"
            autoComplete="email"
            required
          />
          <SubmitButton pendingLabel={pendingLabel}>{submitLabel}</SubmitButton>
        </ActionForm>
      </div>
    </section>
  );
}
