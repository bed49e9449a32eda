// A browser for the tests of the page: one JSON line in, one out. node page_driver.mjs FOLDER_WITH_PLAYWRIGHT CHROMIUM ADDRESS
//
// Each visit has a profile of its own. Faults of the page (errors, refused loads) are kept and asked for with `faults`.
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
let page = null;
let faults = [];

const actions = {
  async visit({ width = 1280, height = 900, dark = false, path = "/", schemaAfter = 0 }) {
    await page?.context().close();
    faults = [];
    const context = await browser.newContext({ baseURL, viewport: { width, height }, colorScheme: dark ? "dark" : "light", locale: "en-GB" });
    context.setDefaultTimeout(10_000);
    page = await context.newPage();
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.route("**/schema", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, schemaAfter));
      await route.continue();
    });
    await page.goto(path);
  },
  reload: () => page.reload(),
  type: ({ text }) => page.keyboard.type(text),
  async press({ keys }) {
    for (const key of keys) await page.keyboard.press(key);
  },
  // Tab until the focus is on something of that name, as somebody without a mouse would.
  async tabTo({ name, most = 60, back = false }) {
    for (let pressed = 0; pressed <= most; pressed += 1) {
      const found = await page.evaluate(() => {
        const { activeElement: at } = document;
        return at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent.trim() ?? at.textContent.trim();
      });
      if (found.startsWith(name)) return pressed;
      await page.keyboard.press(back ? "Shift+Tab" : "Tab");
    }
    throw new Error(`no way to ${name} by Tab`);
  },
  focused: () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim()),
  status: ({ text }) => page.locator("#status", { hasText: text }).waitFor().then(() => page.locator("#status").innerText()),
  see: ({ text }) => page.getByText(text).first().waitFor(),
  value: ({ id }) => page.locator(`#${id}`).inputValue(),
  text: ({ id }) => page.locator(`#${id}`).innerText(),
  count: ({ selector }) => page.locator(selector).count(),
  open: () => page.locator("dialog[open]").count(),
  stored: () => page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length),
  overflow: () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  faults: () => faults,
  async axe() {
    const { violations } = await new Axe({ page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: action, ...given } = JSON.parse(line);
  const reply = await Promise.resolve()
    .then(() => actions[action](given))
    .then(
      (value) => ({ value: value ?? null }),
      (error) => ({ error: String(error.stack ?? error) }),
    );
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await browser.close();
