/** The exchange as a process of its own, as any program starts it: `bun run exchange --json`. */
import { resolve } from "node:path";
import { atEnd } from "../../kit/at-end.ts";
import { until } from "../../kit/until.ts";
import { watchedEnvironment } from "../../kit/watched.ts";

const ROOT = resolve(import.meta.dir, "../../..");

/** What its first line says. */
export type RunningExchange = {
  readonly rest: string;
  readonly streams: string;
  readonly wsApi: string;
  readonly control: string;
  readonly accounts: readonly {
    readonly apiKey: string;
    readonly secret: string;
    readonly balances: readonly { readonly asset: string; readonly free: string }[];
  }[];
};

/** Starts one on a free port; it ends with the test. */
export async function startExchange(...given: readonly string[]): Promise<RunningExchange> {
  const command = ["src/desk/cli/main.ts", "exchange", "--port", "0", "--json", ...given];
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: ROOT,
    env: watchedEnvironment(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  atEnd(async () => {
    child.kill("SIGTERM");
    await child.exited;
  });
  let out = "";
  void (async () => {
    for await (const chunk of child.stdout) out += new TextDecoder().decode(chunk);
  })();
  await until("the exchange says where it is", () => out.includes("\n"));
  return JSON.parse(out.split("\n")[0] ?? "") as RunningExchange;
}
