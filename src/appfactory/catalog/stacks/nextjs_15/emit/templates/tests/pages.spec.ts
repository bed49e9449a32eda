import { expect, test } from "@playwright/test";

import { open, people, signIn } from "../support/browser";
import { appPages } from "./_generated/pages";

for (const { name, route, access, file } of appPages) {
  test.describe(`page ${name} (${route})`, () => {
    test("opens for whoever may see it", async ({ page }) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      const response = await open(page, route, access);
      expect(response?.status()).toBe(200);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expect(page.getByRole("main")).toHaveCount(1);
      await expect(page).toHaveTitle(/\S/);
      expect(errors).toEqual([]);
      await page.screenshot({ path: `test-results/screenshots/${file}.png`, fullPage: true });
    });

    test("fits on a phone", async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await open(page, route, access);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `test-results/screenshots/${file}-phone.png`, fullPage: true });
    });

    if (access !== "public") {
      test("asks visitors to sign in, and comes back", async ({ page }) => {
        await page.goto(route);
        await expect(page).toHaveURL(/\/sign-in/);
        expect(new URL(page.url()).searchParams.get("next")).toBe(route);
      });
    }

    if (access === "admin") {
      test("does not exist for others than admins", async ({ page }) => {
        await signIn(page, people.user);
        const response = await page.goto(route);
        expect(response?.status()).toBe(404);
      });
    }
  });
}

test("an address that leads nowhere says so", async ({ page }) => {
  const response = await page.goto("/there/is/no/such/page");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
