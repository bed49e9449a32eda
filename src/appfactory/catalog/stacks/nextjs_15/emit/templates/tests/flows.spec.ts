import { expect, test, type Page } from "@playwright/test";

import { below, fill, open, people, withoutBrowserChecks } from "../support/browser";
import { developmentActor } from "../support/people";
import { entityPages, sectionForms } from "./_generated/pages";

/** What the local stand-ins were sent. */
async function sent(page: Page, text: string): Promise<number> {
  const response = await page.request.get(`${process.env.STAND_IN_URL}/_records`);
  const records = (await response.json()) as unknown[];
  return records.filter((record) => JSON.stringify(record).includes(text)).length;
}

for (const view of entityPages) {
  const { name, route, access, create, update, remove, moves, given } = view;
  const tenant = () => developmentActor(people[access === "admin" ? "admin" : "user"]);

  test.describe(`${name} (${route})`, () => {
    test("shows a row by itself", async ({ page }) => {
      const key = await given(await tenant());
      const response = await open(page, below(route, key), access);
      expect(response?.status()).toBe(200);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    });

    test("says so when a row is not there", async ({ page }) => {
      await open(page, below(route, "not-an-id"), access);
      // The answer may have begun before the row was looked for: then its head says so, not its
      // status.
      await expect(page.locator('meta[name="robots"][content*="noindex"]').first()).toBeAttached();
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    });

    if (create !== undefined) {
      test("makes a new row", async ({ page }) => {
        const fields = create.fields(await create.prepare(await tenant()));
        await open(page, below(route, "new"), access);
        const form = page.getByRole("main").locator("form").last();
        for (const field of fields) await fill(form, field);
        const before = await view.count();
        await form.getByRole("button", { name: create.button }).click();
        await expect(page).toHaveURL(new RegExp(`${route}$`));
        expect(await view.count()).toBe(before + 1);
      });

      if (create.required !== "") {
        test("says at the field what is missing", async ({ page }) => {
          await open(page, below(route, "new"), access);
          const form = page.getByRole("main").locator("form").last();
          await withoutBrowserChecks(form);
          await form.getByRole("button", { name: create.button }).click();
          const field = form.getByLabel(create.required, { exact: true });
          await expect(field).toHaveAttribute("aria-invalid", "true");
          await expect(field).toHaveAccessibleDescription(/required|must/);
        });
      }
    }

    if (update !== undefined) {
      test("changes a row", async ({ page }) => {
        const key = await given(await tenant());
        const field = update.field();
        await open(page, below(route, `${key}/edit`), access);
        const form = page.getByRole("main").locator("form").last();
        await fill(form, field);
        await form.getByRole("button", { name: "Save" }).click();
        await expect(page).toHaveURL(new RegExp(`${route}$`));
        expect(await update.stored(key)).toBe(field.value);
      });
    }

    for (const move of moves) {
      test(`offers “${move.label}”, and does it`, async ({ page }) => {
        const key = await move.given(await tenant());
        await open(page, below(route, key), access);
        await page.getByRole("button", { name: move.label, exact: true }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByRole("button", { name: move.label, exact: true }).click();
        await expect.poll(() => move.done(key)).toBe(true);
      });
    }

    if (remove !== undefined) {
      test("removes a row", async ({ page }) => {
        const key = await given(await tenant());
        const before = await view.count();
        await open(page, below(route, key), access);
        await page.getByRole("button", { name: remove, exact: true }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByRole("button", { name: remove, exact: true }).click();
        await expect(page).toHaveURL(new RegExp(`${route}$`));
        expect(await view.count()).toBe(before - 1);
      });
    }
  });
}

for (const section of sectionForms) {
  test(`${section.component} on ${section.route} does what it is for`, async ({ page }) => {
    await section.prepare(
      await developmentActor(people[section.access === "admin" ? "admin" : "user"]),
    );
    await open(page, section.route, section.access);
    const [first] = section.fields;
    const form = page.locator("form", {
      has: page.locator(`[name="${first.name}"], [name="${first.name}Local"]`),
    });
    for (const field of section.fields) await fill(form, field);
    const before = await section.count();
    const mails = section.mails && process.env.STAND_IN_URL ? await sent(page, people.user) : 0;
    await form.locator("button[type=submit]").click();
    await expect(form.getByRole("status")).toBeVisible();
    expect(await section.count()).toBe(before + 1);
    if (section.mails && process.env.STAND_IN_URL) {
      await expect.poll(() => sent(page, people.user)).toBeGreaterThan(mails);
    }
  });
}
