import { describe, expect, it } from "vitest";

import { templates } from "@/email/_generated/templates";
import { readable } from "@/email/layout";
import { messageFor } from "@/email/message";
import { defineTemplate, render } from "@/email/template";

const template = defineTemplate<"name" | "link">({
  sample: { name: "Ana", link: "https://example.com" },
  content: ({ name, link }) => ({
    subject: `Hello ${name ?? ""}`,
    heading: "Hello",
    paragraphs: [`Dear ${name ?? "friend"}`],
    details: [["Name", name]],
    action: { label: "Open", url: link ?? "" },
  }),
});

describe("render", () => {
  it("escapes what people entered", () => {
    const { html } = render(template, { name: `<script>alert("1")</script>` });
    expect(html).not.toContain("<script>");
    expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
  });

  it("keeps line breaks out of the subject, where they would start another header", () => {
    expect(render(template, { name: "Ana\r\nBcc: eve@example.com" }).subject).toBe(
      "Hello Ana Bcc: eve@example.com",
    );
  });

  it("says the same without markup", () => {
    const { text } = render(template, { name: "Ana", link: "https://example.com/x" });
    expect(text).toContain("Dear Ana");
    expect(text).toContain("Name: Ana");
    expect(text).toContain("Open: https://example.com/x");
    expect(text).not.toMatch(/<\w/);
  });

  it("leaves out rows without a value and links that are none", () => {
    const { html, text } = render(template, { link: "javascript:alert(1)" });
    expect(html).not.toContain("<th");
    expect(html).not.toContain("javascript:");
    expect(text).not.toContain("Open");
  });
});

describe("readable", () => {
  it.each([
    ["2026-05-01T19:00:00Z", "Friday, 1 May 2026, 19:00 UTC"],
    ["2026-05-01T19:00:00.000Z", "Friday, 1 May 2026, 19:00 UTC"],
    ["2026-13-45", "2026-13-45"],
    ["2026-05-01", "Friday, 1 May 2026"],
    ["IN_PROGRESS", "In progress"],
    ["CONFIRMED", "Confirmed"],
    ["true", "Yes"],
    ["USD", "USD"],
    ["Ana", "Ana"],
    ["12.50", "12.50"],
  ])("%s is %s", (value, expected) => {
    expect(readable(value)).toBe(expected);
  });
});

describe("messageFor", () => {
  it.each(Object.keys(templates))("makes a message of the template %s", (name) => {
    const message = messageFor({
      template: name,
      to: "ana@example.com",
      data: templates[name]?.sample ?? {},
    });
    expect(message.subject).not.toBe("");
    expect(message.html).toContain("<h1");
    expect(message.text).not.toContain("undefined");
  });

  it("refuses a template that does not exist, and several recipients in one", () => {
    expect(() => messageFor({ template: "constructor", to: "ana@example.com", data: {} })).toThrow(
      "no e-mail template",
    );
    const [name = ""] = Object.keys(templates);
    expect(() =>
      messageFor({ template: name, to: "ana@example.com, eve@example.com", data: {} }),
    ).toThrow("recipient");
  });
});
