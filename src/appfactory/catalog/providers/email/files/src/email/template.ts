import { layout, plainText } from "@/email/layout";

/** What a message is about: names and the values as text. */
export type EmailData = Readonly<Record<string, string | undefined>>;

export interface EmailContent {
  /** The line in the list of messages. */
  subject: string;
  /** What mail programs show after the subject. */
  preview?: string;
  heading: string;
  paragraphs: readonly string[];
  /** Names and values, set as a table. A value that is missing leaves its row out. */
  details?: readonly (readonly [label: string, value: string | undefined])[];
  /** A button. Only addresses that start with http are linked. */
  action?: { label: string; url: string };
}

export interface EmailTemplate {
  /** Data with which the template is shown at /dev/emails. */
  sample: EmailData;
  content(data: EmailData): EmailContent;
}

export interface Message {
  subject: string;
  html: string;
  text: string;
}

/** A template whose data has these fields; any of them may be missing. */
export function defineTemplate<Field extends string>(template: {
  sample: Readonly<Record<Field, string>>;
  content(data: Readonly<Partial<Record<Field, string>>>): EmailContent;
}): EmailTemplate {
  return template;
}

/** The message in both forms that mail programs read. */
export function render(template: EmailTemplate, data: EmailData): Message {
  const content = template.content(data);
  return { subject: oneLine(content.subject), html: layout(content), text: plainText(content) };
}

/** A line break in a header would start another header. */
const oneLine = (text: string) => text.replace(/[\r\n\u2028\u2029]+/g, " ").trim();
