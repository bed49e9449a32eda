import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { open, people } from "../support/browser";
import { developmentActor } from "../support/people";
import { appPages, entityPages } from "./_generated/pages";

const views = [
  ...appPages.map(({ route, access }) => ({ route, access, path: () => Promise.resolve(route) })),
  ...entityPages.flatMap(({ route, access, create, update, given }) => {
    const row = async () =>
      given(await developmentActor(people[access === "admin" ? "admin" : "user"]));
    return [
      { route: `${route}/[id]`, access, path: async () => `${route}/${await row()}` },
      ...(create === undefined
        ? []
        : [{ route: `${route}/new`, access, path: () => Promise.resolve(`${route}/new`) }]),
      ...(update === undefined
        ? []
        : [
            {
              route: `${route}/[id]/edit`,
              access,
              path: async () => `${route}/${await row()}/edit`,
            },
          ]),
    ];
  }),
];

const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

for (const { route, access, path } of views) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [device, viewport] of Object.entries(sizes)) {
      test(`${route} is accessible (${colorScheme}, ${device})`, async ({ page }, info) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize(viewport);
        await open(page, await path(), access);
        const { violations } = await new AxeBuilder({ page }).analyze();
        await info.attach("axe", {
          body: JSON.stringify({ url: route, violations }),
          contentType: "application/json",
        });
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      });
    }
  }
}
