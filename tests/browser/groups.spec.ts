// What vendors ask for, what the customer wrote and what vendors say of themselves are three totals; titles are in the
// reader's language.
import { expect, expectAccessible, picture, settled, signIn, test } from "./appliance";

test("each group by itself, with its own total @recorded", async ({ page }) => {
  await signIn(page, "/requirements");
  await settled(page);
  await expect(page.getByText("1–50 of 300")).toBeVisible();
  await page.getByRole("button", { name: "Local (2)" }).click();
  await expect(page).toHaveURL(/group=local/);
  await expect(page.locator("tbody td a.strong")).toHaveText(["LOC-101", "LOC-102"]);
  await expect(page.getByText("1–2 of 2")).toBeVisible();
  await settled(page);
  await picture(page, "requirements_local");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Vendor statements (1)" }).click();
  await expect(page.locator("tbody td a.strong")).toHaveText(["DCA4-028"]);
  await page.getByRole("link", { name: "DCA4-028" }).click();
  await expect(page.getByText("Vendor statement", { exact: true })).toBeVisible();
});

test("the overview adds up the vendors' requirements alone @recorded", async ({ page }) => {
  await signIn(page);
  await settled(page);
  const figures = page.locator(".figure");
  await expect(page.getByRole("heading", { name: /^Local requirements/ })).toContainText("1 of 2 that apply verified");
  await page.getByRole("heading", { name: /^Local requirements/ }).scrollIntoViewIfNeeded();
  await picture(page, "overview_local");
  const listed = await page.locator(".product", { hasText: "Badge readers" }).locator(".counts").first().innerText();
  expect(listed).toContain("Verified");
  const documented = await figures.filter({ hasText: /^Requirements verified/ }).locator(".figure-value").innerText();
  await figures.filter({ hasText: /^Requirements verified/ }).click();
  await settled(page);
  await expect(page.getByText(new RegExp(`of ${documented}$`))).toBeVisible();
});

for (const [locale, title] of [
  ["es-ES", "El portal desactiva al usuario tras 5 intentos fallidos"],
  ["pt-BR", "O portal desativa o usuário após 5 tentativas malsucedidas"],
  ["fi-FI", "The portal disables a user after 5 failed sign-ins"],
] as const) {
  test.describe(locale, () => {
    test.use({ locale });
    test("titles in the reader's language, else in English @recorded", async ({ page }) => {
      await signIn(page, "/requirements?group=vendor-statement");
      await expect(page.getByText(title)).toBeVisible();
      await page.getByRole("link", { name: "DCA4-028" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
      await expect(page.getByText("desactivación de usuarios").first()).toBeVisible();
    });
  });
}
