// Serves a built page as the appliance does (same headers, brotli files, index.html for the page's own paths) with the
// recorded answers behind it.   node dev/serve_recorded.mjs FOLDER [PORT] [--while-read]   prints its address;
// with --while-read it ends when its standard input does, so that it never outlives who started it.
import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize, resolve } from "node:path";
import { serveApi } from "./recorded_api.mjs";

const folder = resolve(process.argv[2] ?? "dist");
const port = Number(process.argv[3] ?? 0);
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const securityHeaders = {
  "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
};

function serveFile(request, response) {
  const wanted = normalize(decodeURIComponent(new URL(request.url, "http://recorded").pathname));
  const named = join(folder, wanted);
  const isFile = named.startsWith(folder) && existsSync(named) && statSync(named).isFile();
  if (!isFile && wanted.startsWith("/assets/")) {
    response.writeHead(404, securityHeaders).end();
    return;
  }
  const file = isFile ? named : join(folder, "index.html");
  const packed = existsSync(file + ".br") && /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
  response.writeHead(200, {
    ...securityHeaders, "content-type": types[extname(file)] ?? "application/octet-stream",
    "cache-control": wanted.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    ...(packed ? { "content-encoding": "br", vary: "accept-encoding" } : {}),
  });
  response.end(readFileSync(packed ? file + ".br" : file));
}

const server = createServer((request, response) => {
  if (!serveApi(request, response)) serveFile(request, response);
});
if (process.argv.includes("--while-read")) process.stdin.on("end", () => process.exit(0)).resume();
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
