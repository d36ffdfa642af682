// What moves by itself, and what the address keeps.
import { expect, settled, signIn, test } from "./appliance";

test("one stream serves all tabs, and its rows arrive", async ({ page, context }) => {
  await signIn(page, "/flows");
  await expect(page.locator(".live")).toHaveText("Live");
  await expect(page.locator("tr.fresh").first()).toBeVisible();
  const second = await context.newPage();
  let streams = 0;
  second.on("request", (request) => { if (request.url().endsWith("/stream")) streams += 1; });
  await second.goto("/flows");
  await expect(second.locator(".live")).toHaveText("Live");
  await expect(second.locator("tr.fresh").first()).toBeVisible();
  expect(streams).toBe(0); // the shared worker holds the only one
});

test("pause holds changes back and counts them @recorded", async ({ page }) => {
  await signIn(page, "/flows");
  await settled(page);
  await page.getByRole("button", { name: "Pause" }).click();
  const before = await page.locator("table").innerText();
  await expect(page.getByText(/\d+ changes wait/)).toBeVisible();
  expect(await page.locator("table").innerText()).toBe(before);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText(/changes? waits?/)).toHaveCount(0);
  expect(await page.locator("table").innerText()).not.toBe(before);
});

test("a clicked value filters, is a chip, and is in the address", async ({ page }) => {
  await signIn(page, "/flows");
  await settled(page);
  await page.getByRole("button", { name: "Pause" }).click();
  const value = page.locator("td .clickable").first();
  const text = (await value.innerText()).trim();
  await value.click();
  await expect(page).toHaveURL(new RegExp(`asset=${encodeURIComponent(text)}`));
  await expect(page.locator(".pf-v6-c-label-group")).toContainText(text);
  await page.goBack();
  await expect(page).not.toHaveURL(/asset=/);
});

test("a link with filters shows what its sender saw", async ({ page }) => {
  await signIn(page, "/requirements?verdict=verified&product=dca4");
  await settled(page);
  const labels = await page.locator("tbody .pf-v6-c-label").allInnerTexts();
  expect(labels.length).toBeGreaterThan(0);
  expect(new Set(labels.map((label) => label.trim()))).toEqual(new Set(["Verified"]));
  const ids = await page.locator("tbody td a.strong").allInnerTexts();
  expect(ids.every((id) => id.startsWith("DCA4-"))).toBe(true);
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await expect(page).toHaveURL(/\/requirements$/);
});

test("paging by cursor, forward and back @recorded", async ({ page }) => {
  await signIn(page, "/requirements");
  await settled(page);
  await expect(page.getByText("1–50 of 300")).toBeVisible();
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(page.getByText("51–100 of 300")).toBeVisible();
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(page.getByText("101–150 of 300")).toBeVisible();
  await page.getByRole("button", { name: "Previous page" }).click();
  await expect(page.getByText("51–100 of 300")).toBeVisible();
  await page.getByRole("button", { name: "First page" }).click();
  await expect(page.getByText("1–50 of 300")).toBeVisible();
});

test("theme: as the system, and as chosen", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await signIn(page);
  await expect(page.locator("html")).toHaveClass(/pf-v6-theme-dark/);
  await page.getByRole("button", { name: /^Theme/ }).click();
  await page.getByRole("menuitem", { name: "Light" }).click();
  await expect(page.locator("html")).not.toHaveClass(/pf-v6-theme-dark/);
  await page.reload();
  await expect(page.locator("html")).not.toHaveClass(/pf-v6-theme-dark/);
});
