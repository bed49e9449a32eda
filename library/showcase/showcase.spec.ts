import { fileURLToPath } from "node:url";

import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

const screenshots = fileURLToPath(new URL("./screenshots/", import.meta.url));

// Rules on a page as a whole: here dozens of parts of pages stand below each other.
const wholePageRules = [
  "heading-order",
  "landmark-banner-is-top-level",
  "landmark-contentinfo-is-top-level",
  "landmark-main-is-top-level",
  "landmark-no-duplicate-banner",
  "landmark-no-duplicate-contentinfo",
  "landmark-no-duplicate-main",
  "landmark-one-main",
  "landmark-unique",
  "region",
];

async function expectNoAxeViolations(page: Page) {
  const { violations } = await new AxeBuilder({ page }).disableRules(wholePageRules).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`),
  ).toEqual([]);
}

for (const scheme of ["light", "dark"] as const) {
  for (const width of [375, 1280]) {
    test.describe(`${scheme}, ${width} px`, () => {
      test.use({ colorScheme: scheme, viewport: { width, height: width === 375 ? 812 : 860 } });

      test("every component can be used by everyone and fits the screen", async ({ page }) => {
        const complaints: string[] = [];
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("console", (message) => {
          if (message.type() === "error") complaints.push(message.text());
        });
        await page.goto("/");
        await expect(page.locator("html")).toHaveClass(scheme === "dark" ? "dark" : "");
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await expectNoAxeViolations(page);
        await page.screenshot({ path: `${screenshots}${scheme}-${width}.png`, fullPage: true });
        for (const [index, specimen] of (await page.locator("[data-component]").all()).entries()) {
          const path = (await specimen.getAttribute("data-component")) ?? "";
          const name = path
            .replace(/\/component\.tsx$|\.tsx$/, "")
            .split("/")
            .at(-1);
          await specimen.screenshot({
            path: `${screenshots}parts/${scheme}-${width}/${String(index).padStart(2, "0")}-${name}.png`,
          });
        }
        expect(complaints).toEqual([]);
      });

      test("a booking is cancelled in a dialog that holds the focus", async ({ page }) => {
        await page.goto("/");
        const form = page.locator('[data-component$="BookingForm.tsx"]');
        const opener = form.getByRole("button", { name: "Cancel" }).first();
        await opener.click();
        const dialog = page.getByRole("dialog", { name: "Cancel this booking?" });
        await expect(dialog).toBeVisible();
        await expectNoAxeViolations(page);
        await page.screenshot({ path: `${screenshots}${scheme}-${width}-dialog.png` });
        await page.keyboard.press("Escape");
        await expect(dialog).toBeHidden();
        await expect(opener).toBeFocused();
        await opener.click();
        await dialog.getByRole("button", { name: "Cancel booking" }).click();
        await expect(dialog).toBeHidden();
      });
    });
  }
}

test("a booking carries the reader's own offset", async ({ page }) => {
  await page.goto("/");
  const form = page.locator('[data-component$="BookingForm.tsx"]');
  await form.getByLabel("Party Size").fill("4");
  await form.getByLabel("Time").fill("2026-12-24T19:30");
  await expect(form.locator('input[type="hidden"][name="time"]')).toHaveValue(
    "2026-12-24T19:30:00+08:00",
  );
  await form.getByRole("button", { name: "Book", exact: true }).click();
  await expect(form.getByRole("status")).toHaveText("Reservation confirmed");
  await expect(form.getByLabel("Time")).toHaveValue("");
});

test("the theme toggle is remembered", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Switch to dark mode" }).first().click();
  await expect(page.locator("html")).toHaveClass("dark");
  await page.reload();
  await expect(page.locator("html")).toHaveClass("dark");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 375, height: 812 } });

  test("the menu opens as a dialog and shows where one is", async ({ page }) => {
    await page.goto("/");
    await page
      .locator('[data-component$="TopBar.tsx"]')
      .getByRole("button", { name: "Open menu" })
      .click();
    const menu = page.getByRole("dialog", { name: "Menu" });
    await expect(menu.getByRole("link", { name: "Bookings" })).toHaveAttribute(
      "aria-current",
      "page",
    );
    await expectNoAxeViolations(page);
    await page.screenshot({ path: `${screenshots}light-375-menu.png` });
  });
});
