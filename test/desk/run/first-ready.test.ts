/** When a desk was ready first, and what kept it from it. */
import { describe, expect, test } from "bun:test";
import { FirstReady } from "../../../src/desk/run/first-ready.ts";
import { statusOf, viewOf } from "../http/view-kit.ts";

describe("FirstReady", () => {
  test("says why the desk was never ready, until it was", () => {
    const actors = [statusOf("feed", { phase: "BACKOFF" })];
    let told = 0;
    const ready = new FirstReady(viewOf(actors), () => {
      told += 1;
    });
    ready.look();
    expect(told).toBe(0);
    expect(ready.whyNot).toContain("feed");
    actors[0] = statusOf("feed");
    ready.look();
    ready.look();
    expect(told).toBe(1);
    expect(ready.whyNot).toBeNull();
    actors[0] = statusOf("feed", { phase: "BACKOFF" });
    expect(ready.whyNot).toBeNull();
  });

  test("that was closed before it was ready keeps its reason, and tells nobody", () => {
    const ready = new FirstReady(viewOf([statusOf("feed", { phase: "BACKOFF" })]), () =>
      expect.unreachable(),
    );
    ready.close();
    ready.look();
    expect(ready.whyNot).toContain("feed");
  });
});
