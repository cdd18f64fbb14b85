/** `config/binance-paper`: the real folder is checked; a copy whose venue is a dead port is run. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { warningsOf } from "../../../src/desk/cli/check.ts";
import { loadDesk } from "../../../src/desk/config/load-desk.ts";
import { inspect } from "../../../src/runtime/actor/inspector.ts";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "./kit/child-desk.ts";

const REAL = join(ROOT, "config/binance-paper");
const desks: ChildDesk[] = [];
let folder = "";

/** Nothing listens at port 1 of the loopback, so that no test reaches beyond this machine. */
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), "outcry-paper-")), "binance-paper");
  cpSync(REAL, folder, { recursive: true });
  const feed = join(folder, "feed-binance.toml");
  const text = readFileSync(feed, "utf8");
  expect(text).toContain('endpoint = "public"');
  writeFileSync(feed, text.replace('endpoint = "public"', 'endpoint = "http://127.0.0.1:1"'));
});

afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.end();
});

afterAll(() => rmSync(join(folder, ".."), { recursive: true }));

function start(given: readonly string[]): ChildDesk {
  const desk = new ChildDesk([folder, ...given]);
  desks.push(desk);
  return desk;
}

describe("config/binance-paper", () => {
  test("is a whole desk on paper, without a venue in this process and without a warning", async () => {
    const desk = await loadDesk(REAL, { inspect, root: ROOT });
    if (!desk.ok) throw new Error(JSON.stringify(desk.failure));
    expect(desk.value.mode).toBe("paper");
    expect(desk.value.actors.map(({ kind }) => kind)).not.toContain("venue");
    expect(warningsOf(desk.value, 2)).toEqual([]);
  });

  test(
    "without a network it says so again and again, is live and not ready, and stops in order",
    async () => {
      const desk = start(["--port", "0", "--json"]);
      const url = await desk.url();
      const attempts = () => desk.err.split("cannot connect to ws://127.0.0.1:1").length - 1;
      await desk.until("three attempts", () => attempts() >= 3);
      const live = await fetch(`${url}/livez`);
      const ready = await fetch(`${url}/readyz`);
      expect(live.status).toBe(200);
      expect(ready.status).toBe(503);
      expect(await ready.text()).toContain("feed-binance is not fresh");
      desk.signal("SIGINT");
      const { exit, out, err } = await desk.ended;
      expect(exit, err).toBe(0);
      const { data } = JSON.parse(out);
      expect(data.actors["feed-binance"]).toEqual({ state: "STOPPED", restarts: 0, reason: null });
      expect(data.funnel.intents).toBe(0);
    },
    DESK_DEADLINE_MS,
  );

  test(
    "an endpoint that is not encrypted and not on loopback does not start",
    async () => {
      const feed = join(folder, "feed-binance.toml");
      const text = readFileSync(feed, "utf8");
      writeFileSync(feed, text.replace(/endpoint = .*/, 'endpoint = "http://example.com"'));
      const desk = start(["--port", "0"]);
      const { exit, err } = await desk.ended;
      writeFileSync(feed, text);
      expect(exit, err).toBe(3);
      expect(err).toContain("an http one on loopback");
    },
    DESK_DEADLINE_MS,
  );
});
