// A page of the appliance that watches itself: a request to another host, a violation of the content security policy or an
// error on the console fails the test that uses it.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as plain, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

export const user = process.env.PORTOLAN_USER ?? "admin";
export const password = process.env.PORTOLAN_PASSWORD ?? "correct horse battery";
export const isRecorded = !process.env.PORTOLAN_URL;

export const test = plain.extend<{ complaints: string[] }>({
  complaints: [async ({ page, baseURL }, use) => {
    const complaints: string[] = [];
    const home = new URL(baseURL ?? "").host;
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.host !== home) complaints.push(`request to ${url.host}`);
    });
    page.on("console", (message) => {
      const expected = /status of (401|404|429|503)|ERR_CERT/.test(message.text()); // the browser's own line for an answer under test
      if (message.type() === "error" && !expected) complaints.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`page: ${error.message}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
    });
    await use(complaints);
    expect(complaints).toEqual([]);
  }, { auto: true }],
});
export { expect };

export async function signIn(page: Page, address = "/"): Promise<void> {
  await page.goto(address);
  await page.getByLabel("User name").fill(user);
  await page.locator("#password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Main" }).or(page.getByRole("button", { name: "Navigation" })).first()).toBeVisible();
}

export async function setTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.addInitScript((chosen) => localStorage.setItem("portolan-theme", chosen), theme);
}

/** Nothing moves any more: what loads has loaded. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(1, 1); // nothing is hovered
  await page.waitForTimeout(150); // menus and rows end their transitions
}

/** `skipped` is for tables of many buttons only: axe compares each target with each other one. */
export async function expectAccessible(page: Page, skipped: string[] = []): Promise<void> {
  const axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  const result = await axe.disableRules(skipped).analyze();
  const found = result.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join(" | ")}`);
  expect(found).toEqual([]);
}

export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PORTOLAN_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
