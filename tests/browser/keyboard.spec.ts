// The whole way without a mouse.
import { expect, picture, settled, signIn, test, password, user } from "./appliance";

test("sign in, skip link, keys, dialog, filter: by keyboard alone", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByLabel("User name")).toBeFocused();
  await page.keyboard.type(user);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await settled(page);

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard keys" })).toBeVisible();
  await picture(page, "keys_dialog");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("#main")).toBeFocused();

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page.getByRole("heading", { level: 1, name: "Requirements" })).toBeVisible();
  await expect(page.locator("#main")).toBeFocused();
  await settled(page);

  await page.keyboard.press("/");
  await expect(page.getByRole("textbox", { name: "Search" })).toBeFocused();
  await page.keyboard.type("snmp");
  await expect(page).toHaveURL(/q=snmp/);

  await page.getByRole("button", { name: "Verdict", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Verdict", exact: true })).toBeFocused();
});

test("a dialog gives the focus back to the button that opened it", async ({ page }) => {
  await signIn(page);
  const opener = page.getByRole("button", { name: "Keyboard keys" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.getByRole("dialog").getByText("Close", { exact: true }).click();
  await expect(opener).toBeFocused();
});

test("a row opens by keyboard, and p pauses the live table", async ({ page }) => {
  await signIn(page, "/flows");
  await settled(page);
  await page.locator("#main").focus();
  await page.keyboard.press("p");
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  const toggle = page.getByRole("button", { name: /^Details of/ }).first();
  await toggle.focus();
  await page.keyboard.press("Enter");
  await expect(toggle).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByText("First seen").first()).toBeVisible();
});
