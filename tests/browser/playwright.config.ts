// Two ways to run: against the recorded answers (the default; the built page is served by webui/app/dev), or against an
// appliance: PORTOLAN_URL, PORTOLAN_USER, PORTOLAN_PASSWORD.
import { defineConfig } from "@playwright/test";
import { resolve } from "node:path";

const appliance = process.env.PORTOLAN_URL ?? "";
const out = resolve(process.env.PORTOLAN_BROWSER_OUT ?? "../../build/browser");

export default defineConfig({
  testDir: ".",
  globalSetup: "./serve.ts",
  outputDir: out,
  fullyParallel: false,
  workers: 1, // two cores, and one recorded network that all tests see move
  timeout: 120_000,
  retries: 1, // for a browser that starved; the list names what needed it
  expect: { timeout: 30_000 } /* a loaded machine, not a promise */,
  reporter: [["list"]],
  grepInvert: appliance ? /@recorded/ : [],
  use: {
    baseURL: appliance || process.env.PORTOLAN_SERVED,
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    launchOptions: {
      executablePath: process.env.PORTOLAN_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        ...(appliance ? ["--ignore-certificate-errors"] : [])], // self-signed, also for the shared worker
    },
  },
});
