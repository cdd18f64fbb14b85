/**
 * The page for people in a real browser: a desk runs, Chromium loads the page, runs its scripts and
 * gives back what it shows. Without a Chromium on the machine the test says so and is skipped.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Glob } from "bun";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../desk/cli/kit/child-desk.ts";

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
  await desk.until("an order on its way", async () => {
    const rows = await (await fetch(`${url}/latency`)).text();
    return rows.includes("hop:ack");
  });
}, DESK_DEADLINE_MS);

afterAll(async () => {
  if (browser === null) return;
  await desk.end();
  rmSync(profile, { recursive: true, force: true });
});

/** What the page at `path` shows once its scripts ran, tags and all. */
async function shown(path: string): Promise<string> {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`];
  const dump = ["--virtual-time-budget=3000", "--dump-dom", `${url}${path}`];
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
});
