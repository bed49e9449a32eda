import { templates } from "@/email/_generated/templates";
import { render, type EmailData, type Message } from "@/email/template";

export interface Email {
  /** One of the plan's templates. */
  template: string;
  /** The address of who gets it. */
  to: string;
  data: EmailData;
  /** Sent twice with the same key, a message arrives once, if the provider knows such keys. */
  idempotencyKey?: string;
}

/** The message to send. Throws for a template that does not exist and for a recipient that is no single address. */
export function messageFor({ template: name, to, data }: Email): Message {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template === undefined) throw new Error(`There is no e-mail template "${name}"`);
  if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/.test(to))
    throw new Error("The recipient is not one e-mail address");
  return render(template, data);
}
