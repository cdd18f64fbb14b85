/** One seed in a real thread, on this machine's clock, and in the simulation: the same trades. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAIN, ROOT } from "../../../desk/cli/kit/verb.ts";
import { until } from "../../../kit/until.ts";
import { watchedEnvironment } from "../../../kit/watched.ts";
import { PlayedExchange } from "../kit/played-exchange.ts";

setDefaultTimeout(120_000);

const SEED = 11;
const SYMBOLS = ["BTCUSDT", "ETHUSDT"] as const;
const LISTED = ["BTC-USDT 0.01 0.00001", "ETH-USDT 0.01 0.0001"];
/** Of each symbol. The venue tells at most 1,000. */
const TRADES_MIN = 25;

const folder = mkdtempSync(join(tmpdir(), "outcry-seed-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Prints = readonly { readonly id: number }[];

/** Text of the trades of a symbol, one each, oldest first. */
function linesOf(prints: Prints): readonly string[] {
  expect(prints[0]?.id).toBe(1);
  return prints.map((print) => JSON.stringify(print));
}

/** What an exchange in a thread of its own has traded, and the log of its commands. */
async function threaded() {
  const given = ["--seed", `${SEED}`, "--port", "0", "--data", folder, "--unlimited"];
  const listed = LISTED.flatMap((symbol) => ["--symbol", symbol]);
  const child = Bun.spawn([process.execPath, MAIN, "exchange", "--json", ...given, ...listed], {
    cwd: ROOT,
    env: watchedEnvironment(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  try {
    const reader = child.stdout.getReader();
    let out = "";
    while (!out.includes("\n")) out += new TextDecoder().decode((await reader.read()).value);
    const { rest } = JSON.parse(out.split("\n")[0] ?? "") as { rest: string };
    const trades = new Map<string, readonly string[]>();
    for (const symbol of SYMBOLS) {
      await until(`trades of ${symbol}`, async () => {
        const answer = await fetch(`${rest}/api/v3/trades?symbol=${symbol}&limit=1000`);
        const prints = (await answer.json()) as Prints;
        if (answer.status !== 200) throw new Error(JSON.stringify(prints));
        if (prints.length < TRADES_MIN) return false;
        trades.set(symbol, linesOf(prints));
        return true;
      });
    }
    return { trades, log: readFileSync(join(folder, "exchange.commands")) };
  } finally {
    child.kill("SIGKILL");
    await child.exited;
  }
}

test("a seed gives the same trades in a thread and in the simulation, byte for byte", async () => {
  const { trades, log } = await threaded();
  const simulated = await PlayedExchange.start({ seed: SEED, symbols: LISTED });
  // It goes on from the same beginning, with nothing but what its seed makes of it.
  simulated.actor.kill();
  simulated.actor.putFile("/run/venue-exchange.commands", log);
  await simulated.actor.restart();
  for (const symbol of SYMBOLS) {
    const real = trades.get(symbol) ?? [];
    let own: readonly string[] = [];
    for (let seconds = 0; own.length < real.length && seconds < 600; seconds += 10) {
      simulated.actor.advance("10s");
      const { body } = await simulated.ask("GET", "/api/v3/trades", { symbol, limit: 1_000 });
      own = linesOf(body);
    }
    expect(own.slice(0, real.length)).toEqual([...real]);
    expect(real.length).toBeGreaterThanOrEqual(TRADES_MIN);
  }
});
