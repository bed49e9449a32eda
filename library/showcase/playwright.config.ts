import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { defineConfig } from "@playwright/test";

const systemBrowser = "/usr/bin/chromium";
const executablePath =
  process.env["CHROMIUM_PATH"] ?? (existsSync(systemBrowser) ? systemBrowser : undefined);
const port = process.env["SHOWCASE_PORT"] ?? "4179";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../test-results",
  workers: 1,
  reporter: "line",
  timeout: 120_000,
  use: {
    baseURL: `http://localhost:${port}`,
    timezoneId: "Asia/Makassar",
    launchOptions: { executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] },
  },
  webServer: {
    command: "pnpm exec vite preview --config showcase/vite.config.ts",
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    url: `http://localhost:${port}`,
    reuseExistingServer: false,
  },
});
