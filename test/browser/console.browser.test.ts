/**
 * The page for people in a real browser: a desk runs, Chromium loads the page, runs its scripts and
 * gives back what it shows. Without a Chromium on the machine the test says so and is skipped.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Glob } from "bun";
import { serveConsole } from "../../src/desk/http/console-server.ts";
import type { TradingView } from "../../src/desk/http/trading/trading-view.ts";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../desk/cli/kit/child-desk.ts";
import { HEALTHY, viewOf } from "../desk/http/view-kit.ts";

const browser = Bun.which("chromium") ?? Bun.which("chromium-browser") ?? Bun.which("chrome");
const reason = browser === null ? " (skipped: there is no chromium on this machine)" : "";

let desk: ChildDesk;
let url = "";
let profile = "";

beforeAll(async () => {
  if (browser === null) return;
  profile = mkdtempSync(join(tmpdir(), "outcry-browser-"));
  desk = new ChildDesk([join(ROOT, "config/demo"), "--port", "0"]);
  url = await desk.url();
  await desk.until("an order on its way, a fill, and an order that was refused", async () => {
    const rows = await (await fetch(`${url}/latency`)).text();
    const { traded, refusals } = (await (await fetch(`${url}/trading`)).json()) as TradingView;
    return rows.includes("hop:ack") && traded.length > 0 && refusals.length > 0;
  });
}, DESK_DEADLINE_MS);

afterAll(async () => {
  if (browser === null) return;
  await desk.end();
  rmSync(profile, { recursive: true, force: true });
});

/** What the page at `path` shows once its scripts ran, tags and all. */
async function shown(path: string, origin = url): Promise<string> {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`];
  const dump = ["--virtual-time-budget=3000", "--dump-dom", `${origin}${path}`];
  const child = Bun.spawn([browser ?? "", ...flags, ...dump], {
    stdout: "pipe",
    stderr: "ignore",
    timeout: DESK_DEADLINE_MS,
  });
  return new Response(child.stdout).text();
}

/** The text of each row of the table body `id`. */
async function rowsOf(page: string, id: string): Promise<readonly string[][]> {
  const rows: string[][] = [];
  const rewriter = new HTMLRewriter()
    .on(`#${id} tr`, { element: () => void rows.push([]) })
    .on(`#${id} td`, {
      element: () => void rows.at(-1)?.push(""),
      text({ text }) {
        const row = rows.at(-1) ?? [];
        row.push((row.pop() ?? "") + text);
      },
    });
  await rewriter.transform(new Response(page)).text();
  return rows;
}

/** With a sign, but for what is 0. */
const MONEY = /^(?:[\u2212+][\d,]+\.\d{4}(?:\d{4})?|0\.0000)$/;

/** Counters are read one after the other: what was counted meanwhile may be in a part and not in the whole. */
function expectSum(
  whole = Number.NaN,
  left = Number.NaN,
  parts: readonly (number | undefined)[] = [],
): undefined {
  const sum = parts.reduce<number>((total, part) => total + (part ?? Number.NaN), left);
  if (left > 0) expect(sum).toBe(whole);
  else expect(sum).toBeGreaterThanOrEqual(whole);
}

describe("the console in a browser", () => {
  test.skipIf(browser === null)(
    `shows readiness, the market, every actor with its state, and how fast each hop was${reason}`,
    async () => {
      const page = await shown("/");
      expect(page).toMatch(/<span id="status" class="badge ?(?:warn)?">[^<]* ready/);
      const actors = await rowsOf(page, "actors");
      expect(actors.map(([name]) => name).sort()).toEqual(
        [...new Glob("*.toml").scanSync(join(ROOT, "config/demo"))]
          .filter((file) => file !== "desk.toml")
          .map((file) => file.replace(".toml", ""))
          .sort(),
      );
      for (const [, , state, restarts] of actors) {
        expect([state, restarts]).toEqual(["\u25cf ready", "0"]);
      }
      const markets = await rowsOf(page, "markets");
      expect(markets.map(([name, state]) => [name, state])).toEqual([
        ["BTC-USDT@binance", "\u25cf live"],
        ["ETH-USDT@binance", "\u25cf live"],
      ]);
      for (const [, , , bid, ask] of markets) expect(Number(ask)).toBeGreaterThan(Number(bid));
      const latency = await rowsOf(page, "latency");
      const hops = latency.filter(([what]) => what === "hop").map(([, name]) => name);
      expect(hops).toEqual(expect.arrayContaining(["decode", "strategy", "gate", "gateway"]));
      for (const cells of latency) {
        expect(cells).toHaveLength(10);
        for (const number of cells.slice(3)) expect(number).toMatch(/^[\d,]+(?:\.\d)?$/);
      }
    },
    2 * DESK_DEADLINE_MS,
  );

  test.skipIf(browser === null)(
    `shows what each strategy has earned and paid, where orders were lost, and why${reason}`,
    async () => {
      const page = await shown("/");
      const traded = await rowsOf(page, "traded");
      const own = traded.filter(([strategy]) => strategy !== "all strategies");
      expect(own.length).toBeGreaterThan(0);
      for (const [, , position, net, realised, unrealised, quote, fees] of own) {
        expect(position).toMatch(/^-?\d+\.\d+$/);
        for (const amount of [net, realised, unrealised]) expect(amount).toMatch(MONEY);
        expect(quote).toBe("USDT");
        expect(fees).toMatch(/^[\d,]+\.\d+ (?:USDT|BTC|ETH)/);
      }
      expect(page).toMatch(/<span id="net" class="quiet">net [\u2212+]?[\d.,]+ USDT/);
      const [funnel = []] = await rowsOf(page, "funnel");
      const [wanted, refused, expired, waiting, sent, acked, rejected, unanswered, underway] =
        funnel.map((count) => Number(count.replaceAll(",", "")));
      expectSum(wanted, waiting, [refused, expired, sent]);
      expectSum(sent, underway, [acked, rejected, unanswered]);
      const refusals = await rowsOf(page, "refusals");
      expect(refusals.length).toBeGreaterThan(0);
      for (const [who, count, why] of refusals) {
        expect(who).toMatch(/^(?:risk|gateway, before it left|venue)$/);
        expect(Number(count?.replaceAll(",", ""))).toBeGreaterThan(0);
        expect(why).not.toBe("");
      }
    },
    2 * DESK_DEADLINE_MS,
  );

  test.skipIf(browser === null)(
    `says that something is not known, sums up what there is no room for, and never runs a venue's words${reason}`,
    async () => {
      const venue = Array.from({ length: 7 }, (_, at) => {
        return { step: "VENUE", actor: "gateway", reason: `<b>${at}</b>`, count: 10 - at } as const;
      });
      const gate = { step: "RISK", actor: "risk", reason: "BAD_ORDER", count: 2 } as const;
      const refusals = [...venue, gate];
      const row = { strategy: "maker", instrument: "BTC-USDT@binance", fills: 3, position: "0.1" };
      const profit = { quote: "USDT", realised: "-1234.5", unrealised: null, net: null };
      const fees = [{ asset: "BTC", amount: "0.00000012" }];
      const held = { averagePrice: null, mark: "60000.005", markState: "STALE" } as const;
      const traded = [{ ...row, ...profit, ...held, fees, feeUnknownFills: 2 }];
      const totals = { profits: [profit], fees, feeUnknownFills: 2 };
      const view = viewOf(HEALTHY, {
        tradingView: () => ({ ...viewOf().tradingView(), traded, totals, refusals }),
      });
      const served = serveConsole({ hostname: "127.0.0.1", port: 0 }, view);
      if (!served.ok) throw new Error(served.failure.message);
      const page = await shown("/", served.value.url);
      await served.value.close();
      const unknown = "0.00000012 BTC, of 2 fills not known";
      expect(await rowsOf(page, "traded")).toEqual([
        [
          ...["maker", "BTC-USDT@binance", "0.1", "not known", "\u22121,234.5000", "not known"],
          ...["USDT", unknown, "\u2014", "\u25b2 60000.005 stale", "3"],
        ],
      ]);
      expect(page).toContain(`net not known  \u00b7  fees ${unknown}`);
      const rows = await rowsOf(page, "refusals");
      expect(rows).toHaveLength(7);
      const words = "bad order, or the order to replace is not working";
      expect(rows[0]).toEqual(["risk", "2", words, "risk"]);
      expect(rows[1]).toEqual(["venue", "10", "&lt;b&gt;0&lt;/b&gt;", "gateway"]);
      expect(rows[6]).toEqual(["venue", "9", "2 more reasons", "\u2014"]);
      expect(await rowsOf(page, "funnel")).toEqual([Array.from({ length: 10 }, () => "0")]);
    },
    DESK_DEADLINE_MS,
  );
});
