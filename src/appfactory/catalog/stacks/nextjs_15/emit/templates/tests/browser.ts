import { expect, type Locator, type Page } from "@playwright/test";

/** Signs a development user in; the session's cookies are the page's from then on. */
export async function signIn(page: Page, email: string): Promise<void> {
  const response = await page.request.post("/api/dev/sign-in", {
    form: { email },
    maxRedirects: 0,
  });
  expect(response.status()).toBe(303);
}

export const people = { user: "ana@example.com", admin: "ada@example.com" } as const;

/** An address below a page's: the front page's own slash is not doubled. */
export const below = (route: string, rest: string) => `${route === "/" ? "" : route}/${rest}`;

/** Opens a page as whoever may see it, and waits until its scripts have taken over. */
export async function open(page: Page, address: string, access: "public" | "user" | "admin") {
  if (access !== "public") await signIn(page, people[access]);
  const response = await page.goto(address);
  await page.waitForLoadState("networkidle");
  return response;
}

export interface FormField {
  kind: "text" | "checkbox" | "select" | "tags";
  /** What labels the field, or the key it is sent under. */
  label?: string;
  name?: string;
  value: string;
}

/** Fills a field as a person would; a select without a value takes its first choice. */
export async function fill(form: Locator, { kind, label, name, value }: FormField): Promise<void> {
  const field =
    label === undefined
      ? form.locator(`[name="${name}"]:not([type=hidden]), [name="${name}Local"]`).first()
      : form.getByLabel(label, { exact: true });
  switch (kind) {
    case "checkbox":
      return field.setChecked(value === "true");
    case "select":
      if (value !== "") return void (await field.selectOption(value));
      return void (await field.selectOption(await firstChoice(field)));
    case "tags":
      await field.fill(value);
      return field.press("Enter");
    case "text":
      return field.fill(value);
  }
}

async function firstChoice(select: Locator): Promise<string> {
  const choice = select.locator('option:not([value=""]):not(:disabled)').first();
  return (await choice.getAttribute("value")) ?? "";
}

/** Lets a form be sent that the browser would hold back, so that the server has to answer. */
export async function withoutBrowserChecks(form: Locator): Promise<void> {
  await form.evaluate((element) => {
    (element as HTMLFormElement).noValidate = true;
  });
}
