/** A desk whose whole process was stopped for a while, as a suspended machine or a debugger does it. */
import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "./kit/child-desk.ts";

const STOPPED_MS = 10_000;
let desk: ChildDesk | null = null;

afterEach(async () => {
  await desk?.end();
});

// S-27
test(
  "a desk that was stopped by a signal for 10 s goes on: nobody died, and nobody was called late because of it",
  async () => {
    desk = new ChildDesk([join(ROOT, "config/playback"), "--port", "0", "--no-guard"]);
    const url = await desk.url();
    const sent = async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return Number(/funnel_total\{.*stage="sent"\} (\d+)/.exec(metrics)?.[1] ?? 0);
    };
    await desk.until("an order", async () => (await sent()) > 0);
    const before = desk.err;

    desk.signal("SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, STOPPED_MS));
    desk.signal("SIGCONT");

    const count = await sent();
    await desk.until("orders again", async () => (await sent()) > count);
    const { actors } = (await (await fetch(`${url}/actors`)).json()) as {
      actors: { name: string; incarnation: number; restarts: number; phase: string }[];
    };
    expect(actors.length).toBeGreaterThan(0);
    for (const { name, incarnation, restarts, phase } of actors) {
      expect({ name, incarnation, restarts, phase }).toEqual({
        name,
        incarnation: 1,
        restarts: 0,
        phase: "READY",
      });
    }
    const after = desk.err.slice(before.length);
    expect(after).not.toMatch(/^(died|down|halt) /m);
    // A machine with other work may make one late for a moment: the stop itself is no silence.
    const silences = [...after.matchAll(/^late .*no heartbeat for (\d+\.\d) s/gm)];
    for (const [, seconds] of silences) expect(Number(seconds)).toBeLessThan(STOPPED_MS / 2_000);
  },
  DESK_DEADLINE_MS,
);
