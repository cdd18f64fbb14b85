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
  "a desk that was stopped by a signal for 10 s goes on: nobody died, and nobody was called late",
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
    expect(desk.err.slice(before.length)).not.toMatch(/^(late|died|down|halt) /m);
  },
  DESK_DEADLINE_MS,
);
