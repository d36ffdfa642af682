// Two ways to run: against the recorded answers (the default; the built page is served by webui/app/dev), or against an
// appliance: PORTOLAN_URL, PORTOLAN_USER, PORTOLAN_PASSWORD.
import { defineConfig } from "@playwright/test";
import { resolve } from "node:path";

const appliance = process.env.PORTOLAN_URL ?? "";
const port = Number(process.env.PORTOLAN_BROWSER_PORT ?? 4719);
const page = resolve(process.env.PORTOLAN_UI_OUT ?? "../../build/ui");
const out = resolve(process.env.PORTOLAN_BROWSER_OUT ?? "../../build/browser");

export default defineConfig({
  testDir: ".",
  outputDir: out,
  fullyParallel: false,
  workers: 1, // two cores, and one recorded network that all tests see move
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  grepInvert: appliance ? /@recorded/ : [],
  use: {
    baseURL: appliance || `http://127.0.0.1:${port}`,
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    launchOptions: {
      executablePath: process.env.PORTOLAN_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  ...(appliance ? {} : {
    webServer: { command: `node ../../webui/app/dev/serve_recorded.mjs ${page} ${port}`, port, reuseExistingServer: false },
  }),
});
