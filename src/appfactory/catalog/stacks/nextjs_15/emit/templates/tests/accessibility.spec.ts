import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

import { below, open, people } from "../support/browser";
import { developmentActor } from "../support/people";
import { appPages, entityPages } from "./_generated/pages";

const all = [
  ...appPages.map(({ route, access }) => ({ route, access, path: () => Promise.resolve(route) })),
  ...entityPages.flatMap(({ route, access, create, editable, given }) => {
    const row = async () =>
      given(await developmentActor(people[access === "admin" ? "admin" : "user"]));
    return [
      { route: below(route, "[id]"), access, path: async () => below(route, await row()) },
      ...(create === undefined
        ? []
        : [
            {
              route: below(route, "new"),
              access,
              path: () => Promise.resolve(below(route, "new")),
            },
          ]),
      ...(!editable
        ? []
        : [
            {
              route: below(route, "[id]/edit"),
              access,
              path: async () => below(route, `${await row()}/edit`),
            },
          ]),
    ];
  }),
];

/** A page of the plan may stand where a form of another page would. */
const views = all.filter(
  ({ route }, place) => all.findIndex((other) => other.route === route) === place,
);

/** Waits until nothing moves or changes its colour any more. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    // A spinner never ends, and is no reason to wait.
    const moving = () =>
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    // The theme follows the device in an effect, and its colours in transitions after that.
    for (let quiet = 0, frames = 0; quiet < 6 && frames < 120; frames += 1) {
      await frame();
      quiet = moving().length === 0 ? quiet + 1 : 0;
    }
  });

const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

for (const { route, access, path } of views) {
  test(`${route} is accessible`, async ({ page }, info) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page, await path(), access);
    for (const viewport of Object.values(sizes)) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        await info.attach("axe", {
          body: JSON.stringify({ url: route, violations }),
          contentType: "application/json",
        });
        expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      }
    }
  });
}
