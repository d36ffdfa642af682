// Each screen in each theme: accessible, obeys the policy, asks no other host, writes no error.
import { expect, expectAccessible, picture, setTheme, settled, signIn, test } from "./appliance";

const screens: [name: string, address: string, ready: string][] = [
  ["overview", "/", "Overview"],
  ["requirements", "/requirements", "Requirements"],
  ["requirements_filtered", "/requirements?verdict=unknown,failing&sort=worst", "Requirements"],
  ["flows", "/flows", "Documented vs actual"],
  ["flows_filtered", "/flows?verdict=prohibited,deviating", "Documented vs actual"],
  ["findings", "/findings", "Findings"],
  ["status", "/status", "Status"],
];
// Few rows each: a screen full of them is above, and axe's time grows with what it looks at.
const phone: [name: string, address: string, title: string][] = [
  ["overview", "/", "Overview"],
  ["requirements", "/requirements?verdict=unknown", "Requirements"],
  ["flows", "/flows?verdict=deviating", "Documented vs actual"],
  ["findings", "/findings?kind=deviating-allowed,prohibited-blocked", "Findings"],
  ["status", "/status", "Status"],
];

for (const theme of ["light", "dark"] as const) {
  test.describe(theme, () => {
    test.beforeEach(({ page }) => setTheme(page, theme));

    test("sign in", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
      await expect(page.getByText("Certificate fingerprint")).toBeVisible();
      await settled(page);
      await picture(page, `sign_in_${theme}`);
      await expectAccessible(page);
    });
    for (const [name, address, title] of screens) {
      test(name, async ({ page }) => {
        await signIn(page, address);
        await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
        await settled(page);
        await picture(page, `${name}_${theme}`);
        if (name === "flows") await page.getByRole("button", { name: "Pause" }).click();
        await expectAccessible(page, name === "flows" ? ["target-size"] : []); // flows_filtered looks at targets
      });
    }
    test("requirement", async ({ page }) => {
      await signIn(page, "/requirements?verdict=verified,violated");
      await settled(page);
      await page.locator("table a.strong").first().click();
      await expect(page.getByRole("list", { name: "From the sentence to the verdict" })).toBeVisible();
      await settled(page);
      await picture(page, `requirement_${theme}`);
      await expectAccessible(page);
    });
    test("open rows and menus", async ({ page }) => {
      await signIn(page, "/flows?verdict=deviating");
      await settled(page);
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByRole("button", { name: /^Details of/ }).first().click();
      await expect(page.getByText("First seen")).toBeVisible();
      await picture(page, `flow_details_${theme}`);
      await page.getByRole("button", { name: /^Verdict/ }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await settled(page);
      await picture(page, `filter_menu_${theme}`);
      await expectAccessible(page);
    });
    for (const [name, address, title] of phone) {
      test(`phone: ${name}`, async ({ page }) => {
        await page.setViewportSize({ width: 390, height: 844 });
        await signIn(page, address);
        await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
        await settled(page);
        const overflow = await page.evaluate(() => {
          const main = document.getElementById("main") ?? document.body;
          return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - window.innerWidth);
        });
        expect(overflow, "scrolls sideways").toBeLessThanOrEqual(0);
        await picture(page, `phone_${name}_${theme}`);
        await expectAccessible(page);
      });
    }
  });
}
