// After the build: a brotli file beside each file that shrinks (fonts are compressed already), for the binary to send as is.
import { brotliCompressSync, constants } from "node:zlib";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.PORTOLAN_UI_OUT ?? new URL("../../../build/ui", import.meta.url).pathname;
const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };

for (const name of readdirSync(folder, { recursive: true })) {
  if (!/\.(js|css|html|svg)$/.test(name)) continue;
  const file = join(folder, name);
  const plain = readFileSync(file);
  writeFileSync(file + ".br", brotliCompressSync(plain, { params: { ...quality, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }));
}
