// What the built pages may weigh, and what must not be in them. PORTOLAN_UI_OUT is the folder of the build.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync } from "node:zlib";

const folder = process.env.PORTOLAN_UI_OUT ?? new URL("../../build/ui", import.meta.url).pathname;
const initialMost = 250_000; // bytes of JS and CSS, brotli, until the first screen stands
const screenMost = 60_000; // what another screen may add
const read = (name) => readFileSync(join(folder, name), "utf8");
const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => statSync(join(folder, name)).isFile());
const packed = (name) => statSync(join(folder, `${name}.br`)).size;

/** A script, with all that it imports before it runs, and the styles that come with it. */
function closure(start) {
  const seen = new Set();
  const open = [start];
  while (open.length > 0) {
    const name = open.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    if (!name.endsWith(".js")) continue;
    for (const [, file] of read(name).matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) open.push(`assets/${file}`);
  }
  return seen;
}
const index = read("index.html");
const linked = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name]) => name);
const main = linked.find((name) => /index-.*\.js$/.test(name));
const initial = new Set([...linked, ...closure(main)]);

/** Screens as Vite lists them: the script and, in its table of dependencies, the files that it waits for. */
function screens() {
  const text = read(main);
  const table = JSON.parse(`[${text.match(/m\.f=\[([^\]]*)\]|__vite__mapDeps=.*?\[((?:"[^"]*",?)+)\]/)?.slice(1).find(Boolean) ?? ""}]`);
  return [...text.matchAll(/import\(["'`]\.\/([a-z_]+)-[\w-]+\.js["'`]\)\s*,\s*__vite__mapDeps\(\[([\d,]*)\]\)/g)].map(([, name, list]) => ({
    name, files: list.split(",").filter(Boolean).map((at) => table[Number(at)].replace(/^\//, "")),
  }));
}
const sum = (files) => [...files].filter((name) => /\.(js|css)$/.test(name)).reduce((total, name) => total + packed(name), 0);

test("the pages are light", () => {
  const all = screens();
  assert.ok(all.length >= 6, `screens found: ${all.map((one) => one.name)}`);
  const overview = new Set([...initial, ...(all.find((one) => one.name === "overview")?.files ?? [])]);
  for (const { name, files } of all) {
    const opened = sum(new Set([...initial, ...files]));
    const added = sum(files.filter((file) => !overview.has(file)));
    console.log(`${name}: ${(opened / 1000).toFixed(1)} kB brotli when opened first, ${(added / 1000).toFixed(1)} kB after the overview`);
    assert.ok(opened <= initialMost, `${name}: ${opened} bytes, ${initialMost} at most`);
    assert.ok(added <= screenMost, `${name} adds ${added} bytes, ${screenMost} at most`);
  }
});
test("nothing is inline", () => {
  assert.doesNotMatch(index, /<script(?![^>]*\ssrc=)[^>]*>/);
  assert.doesNotMatch(index, /<style|\sstyle=|\son[a-z]+=/);
});
test("no address of another host is loaded", () => {
  for (const name of names.filter((one) => one.endsWith(".css"))) assert.doesNotMatch(read(name), /url\(["']?(https?:)?\/\//, name);
  assert.doesNotMatch(index, /(src|href)="(https?:)?\/\//);
});
test("compressed files are those that they stand beside", () => {
  const plain = names.filter((name) => /\.(js|css|html|svg)$/.test(name));
  assert.ok(plain.length > 10);
  for (const name of plain) {
    assert.ok(existsSync(join(folder, `${name}.br`)), `${name}.br`);
    assert.ok(brotliDecompressSync(readFileSync(join(folder, `${name}.br`))).equals(readFileSync(join(folder, name))), name);
  }
});
test("names in assets carry a hash", () => {
  for (const name of names.filter((one) => one.startsWith("assets/"))) assert.match(name, /-[\w-]{8}\.\w+(\.br)?$/);
});
