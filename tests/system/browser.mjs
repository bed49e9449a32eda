// A browser that is told what to do, a line of JSON at a time, by the tests beside it: node browser.mjs APP_FOLDER CHROMIUM ADDRESS
//
// It drives the app's own Playwright, so nothing has to be installed for it. A request is {id, person, do, …}; its answer {id, value} or
// {id, error}. Each person has a browser profile of their own, and people don't wait for each other.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

const [folder, executablePath, baseURL] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), "package.json"));
const { chromium } = require("@playwright/test");
const axe = require("@axe-core/playwright");
const Axe = axe.AxeBuilder ?? axe.default;

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const people = new Map();

async function pageOf(person) {
  if (!people.has(person)) {
    const context = await browser.newContext({ baseURL, locale: "en-GB", timezoneId: "UTC" });
    context.setDefaultTimeout(15_000);
    people.set(person, context.newPage());
  }
  return people.get(person);
}

const actions = {
  async visit(page, { path }) {
    const response = await page.goto(path);
    await page.locator("h1").first().waitFor(); // what is streamed after the placeholder
    return { status: response.status(), url: page.url() };
  },
  async signIn(page, { email, path = "/sign-in" }) {
    await page.goto(path);
    await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/sign-in")), page.getByRole("button", { name: email }).click()]);
    return page.url();
  },
  fill: (page, { label, value }) => page.getByLabel(label, { exact: true }).fill(value),
  press: (page, { name, nth = 0 }) => page.getByRole("button", { name, exact: true }).nth(nth).click(),
  async see(page, { text }) {
    await page.getByText(text).first().waitFor();
    return true;
  },
  count: (page, { role, name }) => page.getByRole(role, { name, exact: true }).count(),
  text: (page) => page.locator("body").innerText(),
  address: (page, { name }) => page.getByRole("link", { name, exact: true }).first().getAttribute("href"),
  // What is seen while the page behind a link is held back, and after it is let through.
  async followSlowly(page, { name }) {
    let release;
    const released = new Promise((done) => (release = done));
    const isPageData = (url) => url.searchParams.has("_rsc");
    const hold = async (route) => {
      await released;
      await route.continue();
    };
    await page.route(isPageData, hold);
    await page.getByRole("link", { name, exact: true }).first().click();
    const bar = page.getByRole("progressbar", { name: "Loading page", exact: true });
    await bar.waitFor();
    const before = page.url();
    release();
    await bar.waitFor({ state: "detached" });
    await page.unroute(isPageData, hold);
    return { before, after: page.url() };
  },
  // What the browser itself says about a field's value.
  validation: (page, { label }) => page.getByLabel(label, { exact: true }).evaluate((field) => field.validationMessage),
  // What the app says about it, where assistive technology finds it too.
  async fault(page, { label }) {
    const field = page.getByLabel(label, { exact: true }).and(page.locator('[aria-invalid="true"]'));
    await field.waitFor();
    return field.evaluate((element) => {
      const ids = (element.getAttribute("aria-describedby") ?? "").split(" ");
      return ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
    });
  },
  // As a script would that has got hold of the form without the browser's validation.
  switchOffValidation: (page) => page.locator("form").evaluateAll((forms) => forms.forEach((form) => (form.noValidate = true))),
  async axe(page) {
    const { violations } = await new Axe({ page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  },
  async request(page, { method, path, data }) {
    const response = await page.request.fetch(path, { method, data: data ?? undefined, headers: { origin: new URL(baseURL).origin }, maxRedirects: 0 });
    const text = await response.text();
    return { status: response.status(), body: text.startsWith("{") ? JSON.parse(text) : text };
  },
};

async function answer({ id, person, do: action, ...given }) {
  try {
    const value = await actions[action](await pageOf(person), given);
    return { id, value: value ?? null };
  } catch (error) {
    return { id, error: String(error.stack ?? error) };
  }
}

const working = [];
for await (const line of createInterface({ input: process.stdin })) {
  working.push(answer(JSON.parse(line)).then((reply) => process.stdout.write(`${JSON.stringify(reply)}\n`)));
}
await Promise.all(working);
await browser.close();
