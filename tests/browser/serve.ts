// Starts the server of the recorded answers on a free port, for as long as the tests run.
import { spawn } from "node:child_process";
import { resolve } from "node:path";

export default async function serve(): Promise<(() => void) | undefined> {
  if (process.env.PORTOLAN_URL) return undefined;
  const pages = resolve(process.env.PORTOLAN_UI_OUT ?? "../../build/ui");
  const server = spawn("node", ["../../webui/app/dev/serve_recorded.mjs", pages, "0", "--while-read"], { stdio: ["pipe", "pipe", "inherit"] });
  process.env.PORTOLAN_SERVED = await new Promise<string>((done, failed) => {
    server.stdout.once("data", (line: Buffer) => done(line.toString().trim()));
    server.once("exit", (status) => failed(new Error(`the server of the recorded answers ended with ${status}`)));
  });
  return () => server.stdin.end();
}
