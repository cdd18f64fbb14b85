/** The exchange as a process of its own, without limits, for a bench that loads it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

export type VenueProcess = {
  readonly rest: string;
  readonly wsApi: string;
  readonly apiKey: string;
  readonly secret: string;
  /** Memory that it has now. MiB. */
  rssMiB(): number;
  stop(): Promise<void>;
};

/** Starts one on a free port. @throws {Error} When it does not say where it is. */
export async function startVenue(): Promise<VenueProcess> {
  const command = ["src/desk/cli/main.ts", "exchange", "--port", "0", "--unlimited", "--json"];
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  let out = "";
  for await (const chunk of child.stdout) {
    out += new TextDecoder().decode(chunk);
    if (out.includes("\n")) break;
  }
  const told = JSON.parse(out.split("\n")[0] ?? "") as {
    readonly rest: string;
    readonly wsApi: string;
    readonly accounts: readonly { readonly apiKey: string; readonly secret: string }[];
  };
  const { apiKey = "", secret = "" } = told.accounts[0] ?? {};
  return {
    rest: told.rest,
    wsApi: told.wsApi,
    apiKey,
    secret,
    rssMiB() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1_024;
    },
    async stop() {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}
