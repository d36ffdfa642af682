// The recorded answers, and every answer of the server that serves them, are as webui/openapi.yaml says; and the types of the
// pages are the ones that the file makes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { answer, nextEvents } from "../app/dev/recorded_api.mjs";

const contract = parse(readFileSync(new URL("../openapi.yaml", import.meta.url), "utf8"));
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(contract, "contract");
const cookie = "recorded-sid=1";

const pointer = (...parts) => "contract#/" + parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
function assertValid(reference, value, what) {
  const validate = ajv.getSchema(reference) ?? ajv.compile({ $ref: reference });
  assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors?.slice(0, 3))}`);
}
function templateOf(path) {
  return Object.keys(contract.paths).find((template) => new RegExp("^" + template.replace(/\{[a-z]+\}/g, "[^/]+") + "$").test(path));
}
function assertAnswer(method, target, { status, body, headers = { cookie }, sent = "" }) {
  const path = target.split("?")[0];
  const got = answer(method, "/api/v1" + target, headers, sent);
  assert.equal(got.status, status, `${method} ${target}`);
  if (status === 204) return;
  const data = JSON.parse(got.body);
  if (status < 400) {
    const schema = contract.paths[templateOf(path)][method.toLowerCase()].responses[status].content["application/json"].schema;
    assertValid("contract" + schema.$ref, data, `${method} ${target}`);
  } else {
    assert.equal(got.headers["content-type"], "application/problem+json");
    assertValid(pointer("components", "schemas", "Problem"), data, `${method} ${target}`);
  }
  body?.(data);
}

const fine = [
  ["GET", "/box"], ["GET", "/session"], ["GET", "/status"], ["GET", "/overview"], ["GET", "/policy"], ["GET", "/audit"], ["GET", "/users"],
  ["GET", "/requirements?limit=500"], ["GET", "/requirements?verdict=violated,unknown&sort=worst"], ["GET", "/requirements?sort=last_seen&q=443"],
  ["GET", "/flows?limit=500"], ["GET", "/flows?verdict=prohibited&service=udp/161"], ["GET", "/findings?limit=500"], ["GET", "/findings?state=closed"],
];
for (const [method, target] of fine) test(`${method} ${target}`, () => assertAnswer(method, target, { status: 200 }));

test("each requirement's trace", () => {
  const { items } = JSON.parse(answer("GET", "/api/v1/requirements?limit=500", { cookie }).body);
  assert.equal(items.length, 303);
  for (const { id } of items) assertAnswer("GET", `/requirements/${id}`, { status: 200 });
});
test("all five products have requirements, flows and findings", () => {
  const { products } = JSON.parse(answer("GET", "/api/v1/overview", { cookie }).body);
  const vendors = products.filter((product) => !product.local);
  assert.deepEqual(vendors.map((product) => product.id).sort(), ["connect-plus", "dca4", "digiware", "ksc", "snep7"]);
  for (const product of vendors) {
    assert.ok(product.requirements.verified > 0 && product.flows.conforming > 0 && product.findings_open > 0, product.id);
  }
});
test("pages of a list join without a gap", () => {
  const ids = [];
  let cursor = "";
  do {
    const page = JSON.parse(answer("GET", `/api/v1/requirements?limit=70${cursor && `&cursor=${cursor}`}`, { cookie }).body);
    ids.push(...page.items.map((item) => item.id));
    cursor = page.next ?? "";
  } while (cursor);
  assert.equal(new Set(ids).size, 303);
});
test("local requirements and vendor statements are no part of what vendors ask for", () => {
  const list = (query) => JSON.parse(answer("GET", `/api/v1/requirements?limit=500${query}`, { cookie }).body);
  const all = list("");
  assert.deepEqual(all.groups, { documented: 300, local: 2, "vendor-statement": 1 });
  assert.deepEqual([...new Set(all.items.map((item) => item.group))], ["documented", "local", "vendor-statement"]);
  const own = list("&group=local");
  assert.deepEqual(own.items.map((item) => item.id), ["LOC-101", "LOC-102"]);
  assert.equal(own.total, 2);
  assert.deepEqual(own.groups, all.groups);
  assert.deepEqual(list("&q=lectores").groups, { documented: 0, local: 1, "vendor-statement": 0 });
  const { products } = JSON.parse(answer("GET", "/api/v1/overview", { cookie }).body);
  const counted = (of) => products.filter(of).reduce((sum, one) => sum + Object.values(one.requirements).reduce((a, b) => a + b, 0), 0);
  assert.equal(counted((one) => !one.local), 300);
  assert.equal(counted((one) => one.local), 2);
});
const refused = [
  ["GET", "/status", 401, {}], ["POST", "/session", 401, {}, '{"user":"a","password":"wrong"}'],
  ["POST", "/session", 429, {}, '{"user":"a","password":"locked"}'], ["GET", "/requirements/DCA4-999", 404, { cookie }],
];
for (const [method, target, status, headers, sent] of refused) {
  test(`${method} ${target}: ${status}`, () => assertAnswer(method, target, { status, headers, sent }));
}
test("signing in", () => assertAnswer("POST", "/session", { status: 200, headers: {}, sent: '{"user":"admin","password":"a"}' }));
test("events of the stream", () => {
  const schemas = contract.paths["/stream"].get["x-events"];
  for (let second = 0; second < 20; ++second) {
    for (const [name, data] of nextEvents()) assertValid("contract" + schemas[name].$ref, data, name);
  }
});
test("a wrong answer is noticed", () => {
  const box = JSON.parse(answer("GET", "/api/v1/box").body);
  assert.throws(() => assertValid(pointer("components", "schemas", "Box"), { ...box, more: 1 }, "box"));
});
test("every schema is used, by an operation or as an event", () => {
  const text = readFileSync(new URL("../openapi.yaml", import.meta.url), "utf8");
  for (const name of Object.keys(contract.components.schemas)) assert.ok(text.includes(`"#/components/schemas/${name}"`), name);
});
test("data/api_types.ts is what the file makes (npm run types)", () => {
  const folder = mkdtempSync(join(tmpdir(), "portolan-types-"));
  try {
    const made = join(folder, "api_types.ts");
    const tools = fileURLToPath(new URL(".", import.meta.url));
    execFileSync(join(tools, "node_modules/.bin/openapi-typescript"), ["../openapi.yaml", "--immutable", "--output", made], { cwd: tools, stdio: "pipe" });
    const kept = readFileSync(new URL("../app/data/api_types.ts", import.meta.url), "utf8");
    assert.equal(readFileSync(made, "utf8"), kept);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
