// When something is wrong: the page says what, and what to do. The answers are made here, so only with recorded ones.
import { expect, expectAccessible, picture, settled, signIn, test } from "./appliance";

const problem = (status: number, title: string, detail: string, remedy: string) => ({
  status, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title, status, detail, remedy }),
});

test("a wrong password says so and keeps the name @recorded", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("User name").fill("admin");
  await page.locator("#password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("user or password is wrong")).toBeVisible();
  await expect(page.getByLabel("User name")).toHaveValue("admin");
  await expect(page.locator("#password")).toHaveValue("");
  await picture(page, "sign_in_wrong");
  await expectAccessible(page);
  await page.locator("#password").fill("locked");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("this account may try again in 30 seconds")).toBeVisible();
});

test("the server role is away @recorded", async ({ page }) => {
  await signIn(page);
  await page.route("**/api/v1/findings*", (route) => route.fulfill(problem(503, "The server is starting", "role server has been down for 2 s", "wait a moment")));
  await page.goto("/findings");
  await expect(page.getByText("The server is starting")).toBeVisible();
  await expect(page.getByText("wait a moment")).toBeVisible();
  await picture(page, "failure");
  await expectAccessible(page);
  await page.unroute("**/api/v1/findings*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("grid", { name: "Findings" })).toBeVisible();
});

test("nothing matches @recorded", async ({ page }) => {
  await signIn(page, "/requirements?q=nosuchword");
  await expect(page.getByText("No requirement matches")).toBeVisible();
  await settled(page);
  await picture(page, "nothing");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Clear all filters" }).first().click();
  await expect(page.getByRole("grid", { name: "Requirements" })).toBeVisible();
});

test("while it loads the page has its shape @recorded", async ({ page }) => {
  await signIn(page);
  await page.route("**/api/v1/flows*", async (route) => {
    await new Promise((done) => setTimeout(done, 1500));
    await route.continue();
  });
  await page.goto("/flows");
  await expect(page.locator("[aria-busy=true]")).toBeVisible();
  await picture(page, "loading");
  await expect(page.getByRole("grid", { name: "Flows" })).toBeVisible();
});

test("a session that ends leads to the sign-in and back to the same place @recorded", async ({ page, context }) => {
  await signIn(page, "/requirements?product=snep7");
  await settled(page);
  await context.clearCookies();
  await page.getByRole("link", { name: "Findings" }).click();
  await expect(page.getByText("Your session has ended")).toBeVisible();
  await page.getByLabel("User name").fill("admin");
  await page.locator("#password").fill("again");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Findings" })).toBeVisible();
});

test("no such requirement, no such page @recorded", async ({ page }) => {
  await signIn(page, "/requirements/DCA4-999");
  await expect(page.getByText("there is no requirement DCA4-999")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/nowhere");
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await expectAccessible(page);
});

test("sign out ends the session @recorded", async ({ page }) => {
  await signIn(page);
  await page.getByRole("button", { name: /^User menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});
