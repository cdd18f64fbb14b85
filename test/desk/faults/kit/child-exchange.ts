/** The simulated exchange as a process of its own, with one account, whose keys it tells. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchedEnvironment } from "../../../kit/watched.ts";
import { MAIN, ROOT } from "../../cli/kit/verb.ts";

/** What it says of itself on the first line. */
export type ExchangeCard = {
  readonly rest: string;
  readonly accounts: readonly {
    readonly apiKey: string;
    readonly secret: string;
    readonly ed25519: { readonly apiKey: string; readonly privateKey: string };
  }[];
};

export class ChildExchange {
  readonly #folder = mkdtempSync(join(tmpdir(), "outcry-exchange-"));
  readonly #child: Bun.Subprocess<"ignore", "pipe", "inherit">;

  /** @param symbols `base-quote tick lot` each. */
  constructor(account: string, symbols: readonly string[]) {
    const given = ["--json", "--seed", "7", "--port", "0", "--account", account];
    const listed = symbols.flatMap((symbol) => ["--symbol", symbol]);
    const command = [process.execPath, MAIN, "exchange", ...given, "--data", this.#folder];
    this.#child = Bun.spawn([...command, ...listed], {
      cwd: ROOT,
      env: watchedEnvironment(),
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
  }

  async card(): Promise<ExchangeCard> {
    let out = "";
    for await (const part of this.#child.stdout) {
      out += new TextDecoder().decode(part);
      if (out.includes("\n")) break;
    }
    return JSON.parse(out.split("\n")[0] ?? "") as ExchangeCard;
  }

  /** Ends it at once; who is connected to it sees its connection go. */
  async kill(): Promise<undefined> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
