import { brand } from "@/email/_generated/brand";
import { html, Html } from "@/email/html";
import type { EmailContent } from "@/email/template";

const font = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** Mail programs read tables and inline styles; what only some understand stands in the style sheet. */
export function layout(content: EmailContent): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${content.subject}</title>
        <style>
          @media (max-width: 620px) {
            .card {
              padding: 28px 20px !important;
            }
          }
          @media (prefers-color-scheme: dark) {
            .page {
              background: #101512 !important;
            }
            .card {
              background: #171d19 !important;
              border-color: #2f3933 !important;
            }
            .strong {
              color: #ebeee7 !important;
            }
            .quiet {
              color: #a4afa7 !important;
            }
            .line {
              border-color: #2f3933 !important;
            }
            .button {
              background: #a5d6bb !important;
              color: #0a2219 !important;
            }
          }
        </style>
      </head>
      <body style="margin: 0; padding: 0">
        <div role="main">
          <div style="display: none; max-height: 0; overflow: hidden">
            ${content.preview ?? content.paragraphs[0] ?? ""}
          </div>
          <table
            role="presentation"
            class="page"
            width="100%"
            cellpadding="0"
            cellspacing="0"
            style="background: #f3f4f0; font-family: ${new Html(font)}"
          >
            <tr>
              <td align="center" style="padding: 32px 12px">
                <table
                  role="presentation"
                  width="100%"
                  cellpadding="0"
                  cellspacing="0"
                  style="max-width: 560px"
                >
                  <tr>
                    <td
                      class="strong"
                      style="padding: 0 4px 20px; font-size: 18px; font-weight: 700; color: #17473a"
                    >
                      ${brand}
                    </td>
                  </tr>
                  <tr>
                    <td
                      class="card"
                      style="background: #ffffff; border: 1px solid #d8dcd3; border-radius: 8px; padding: 40px"
                    >
                      <h1
                        class="strong"
                        style="margin: 0 0 16px; font-size: 24px; line-height: 1.25; color: #171c19"
                      >
                        ${content.heading}
                      </h1>
                      ${content.paragraphs.map(paragraph)}${details(content)}${action(content)}
                    </td>
                  </tr>
                  <tr>
                    <td
                      class="quiet"
                      style="padding: 20px 4px 0; font-size: 13px; line-height: 1.5; color: #56605a"
                    >
                      You receive this message because of your account at ${brand}.
                    </td>
                  </tr>
                </table>
              </td>
            </tr>
          </table>
        </div>
      </body>
    </html>`.text;
}

const paragraph = (text: string) =>
  html`<p
    class="strong"
    style="margin: 0 0 16px; font-size: 16px; line-height: 1.6; color: #171c19"
  >
    ${text}
  </p> `;

function details(content: EmailContent): Html {
  const rows = given(content);
  if (rows.length === 0) return new Html("");
  return html`<table
    width="100%"
    cellpadding="0"
    cellspacing="0"
    style="margin: 8px 0 24px; font-size: 15px; line-height: 1.5"
  >
    ${rows.map(
      ([label, value]) =>
        html`<tr>
          <th
            class="quiet line"
            scope="row"
            align="left"
            style="padding: 10px 16px 10px 0; border-top: 1px solid #d8dcd3; font-weight: 400; color: #56605a"
          >
            ${label}
          </th>
          <td
            class="strong line"
            align="right"
            style="padding: 10px 0; border-top: 1px solid #d8dcd3; font-weight: 600; color: #171c19; word-break: break-word"
          >
            ${value}
          </td>
        </tr> `,
    )}
  </table> `;
}

function action({ action: button }: EmailContent): Html {
  if (button === undefined || !isAddress(button.url)) return new Html("");
  return html`<p style="margin: 8px 0 0">
    <a
      class="button"
      href="${button.url}"
      style="display: inline-block; padding: 14px 24px; border-radius: 6px; background: #17473a; color: #f6f8f2; font-size: 16px; font-weight: 600; text-decoration: none"
      >${button.label}</a
    >
  </p>`;
}

/** The same message without markup. */
export function plainText(content: EmailContent): string {
  const rows = given(content).map(([label, value]) => `${label}: ${value}`);
  const link =
    content.action !== undefined && isAddress(content.action.url)
      ? [`${content.action.label}: ${content.action.url}`]
      : [];
  const blocks = [
    content.heading,
    ...content.paragraphs,
    ...(rows.length === 0 ? [] : [rows.join("\n")]),
    ...link,
    `— ${brand}`,
  ];
  return `${blocks.join("\n\n")}\n`;
}

const given = ({ details: rows = [] }: EmailContent) =>
  rows.flatMap(([label, value]) =>
    value === undefined || value === "" ? [] : [[label, readable(value)] as const],
  );

const isAddress = (url: string) => /^https?:\/\//.test(url) && URL.canParse(url);

/** A stored value as people read it: moments and days as dates, CONSTANTS as words. */
export function readable(value: string): string {
  if (/^\d{4}-/.test(value) && Number.isNaN(Date.parse(value))) return value;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(value)) {
    const moment = new Date(value);
    return `${day(moment)}, ${moment.toISOString().slice(11, 16)} UTC`;
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day(new Date(value));
  if (value === "true" || value === "false") return value === "true" ? "Yes" : "No";
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(value) && value.length > 3)
    return value.charAt(0) + value.slice(1).toLowerCase().replaceAll("_", " ");
  return value;
}

/** `Friday, 1 May 2026`: put together here, because the commas between the parts change from one version of Node.js to the next. */
function day(date: Date): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" }).format(date);
  return `${part({ weekday: "long" })}, ${date.getUTCDate()} ${part({ month: "long" })} ${date.getUTCFullYear()}`;
}
