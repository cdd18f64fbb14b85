/** A stop as a venue and a balancer see it, on real processes. */
import { afterEach, describe, expect, test } from "bun:test";
import { DESK_DEADLINE_MS } from "./kit/child-desk.ts";
import { GuardedDesk, kill } from "./kit/guarded-desk.ts";
import { Hammer } from "./kit/hammer.ts";

const desks: GuardedDesk[] = [];

afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.end();
}, DESK_DEADLINE_MS);

async function ready(): Promise<{ desk: GuardedDesk; url: string }> {
  const desk = new GuardedDesk();
  desks.push(desk);
  await desk.ready();
  return { desk, url: desk.card()?.url ?? "" };
}

/** The venue has taken an order. */
async function anOrder(desk: GuardedDesk, url: string): Promise<void> {
  await desk.until("an order", async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return /funnel_total\{.*stage="acked"\} [1-9]/.test(metrics);
  });
}

describe("S-85: a desk that is told to stop", () => {
  test(
    "cancels what is open, and says in desk.json how it ended",
    async () => {
      const { desk, url } = await ready();
      await anOrder(desk, url);
      kill(desk.outermost.pid, "SIGTERM");
      const { exit, err } = await desk.ended;
      expect(exit, err).toBe(0);
      expect(desk.card()?.ended).toEqual({
        reason: "terminated",
        at: expect.stringMatching(/^\d{4}-/),
        openOrders: 0,
      });
      expect(err).toContain("gateway cancels everything");
    },
    DESK_DEADLINE_MS,
  );

  test(
    "H-9, S-86: says 503 to a balancer for 5 s while it lives, and resets no request on its way",
    async () => {
      const { desk, url } = await ready();
      const hammer = new Hammer(url, ["/readyz", "/livez", "/metrics", "/actors"], 8);
      await desk.until("a balancer", () => (hammer.tally.statuses.get(200) ?? 0) > 100);
      const began = performance.now();
      kill(desk.outermost.pid, "SIGTERM");
      await desk.until("the drain", () => (hammer.tally.statuses.get(503) ?? 0) > 0);
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      const { exit, err } = await desk.ended;
      const tally = await hammer.end();
      expect(exit, err).toBe(0);
      expect(performance.now() - began).toBeGreaterThanOrEqual(5_000);
      expect([...tally.statuses.keys()].toSorted()).toEqual([200, 503]);
      expect(tally.reset).toBe(0);
      expect(tally.refused).toBe(8);
    },
    DESK_DEADLINE_MS,
  );

  test(
    "S-87: ends the wait for a balancer at the second signal, and has cancelled before",
    async () => {
      const { desk, url } = await ready();
      await anOrder(desk, url);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      kill(desk.outermost.pid, "SIGTERM");
      await desk.until("the drain", () => desk.err.includes("stopping: terminated"));
      kill(desk.outermost.pid, "SIGINT");
      const { exit, err } = await desk.ended;
      expect(exit, err).toBe(0);
      expect(err).toContain("gateway cancels everything");
      expect(desk.card()?.ended?.reason).toBe("terminated");
    },
    DESK_DEADLINE_MS,
  );
});
