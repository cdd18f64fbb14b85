/** When a desk is ready, warns or fails, and what it says of it. */
import { describe, expect, test } from "bun:test";
import type { DeskView } from "../../../src/desk/http/desk-view.ts";
import { isLive, readinessOf } from "../../../src/desk/http/readiness.ts";
import type { ActorStatus } from "../../../src/runtime/supervisor/actor-status.ts";
import { HEALTHY, statusOf, viewOf } from "./view-kit.ts";

const optional = (change: Partial<ActorStatus>) =>
  statusOf("strategy", { required: false, ...change });

/** The healthy desk with one actor replaced. */
function desk(actor: ActorStatus, change: Partial<DeskView> = {}): DeskView {
  return viewOf([...HEALTHY.filter(({ name }) => name !== actor.name), actor], change);
}

const stale = { freshness: () => [{ actor: "feed", fresh: false, reason: "no frame for 5.0 s" }] };

describe("readinessOf", () => {
  test("a desk whose actors are ready and fresh passes without a word", () => {
    const { status, checks } = readinessOf(viewOf());
    expect(status).toBe("pass");
    expect(checks.flatMap(({ output }) => output ?? [])).toEqual([]);
  });

  test.each([
    [
      "a required actor waits for its restart",
      desk(statusOf("risk", { phase: "BACKOFF", reason: "threw in on.intent: boom" })),
      "fail",
      "risk is BACKOFF: threw in on.intent: boom",
    ],
    [
      "a required actor starts",
      desk(statusOf("feed", { phase: "STARTING" })),
      "fail",
      "feed is STARTING",
    ],
    [
      "a feed is not fresh",
      viewOf(HEALTHY, stale),
      "fail",
      "feed is not fresh: no frame for 5.0 s",
    ],
    [
      "a gateway takes no orders",
      viewOf(HEALTHY, {
        freshness: () => [
          {
            actor: "feed",
            fresh: false,
            reason: "reconciling",
            complaint: "takes no new orders",
            forS: 3,
          },
        ],
      }),
      "fail",
      "feed takes no new orders: reconciling (for 3 s)",
    ],
    [
      "a required actor is stuck",
      desk(statusOf("risk", { heartbeatAgeMs: 2_100, handler: "on.intent" })),
      "fail",
      "risk has not beaten for 2.1 s in on.intent",
    ],
    [
      "a heartbeat is not a number",
      desk(statusOf("risk", { heartbeatAgeMs: Number.NaN })),
      "fail",
      "risk has not beaten for NaN s",
    ],
    [
      "a required actor was restarted 0.5 s ago",
      desk(
        statusOf("risk", { restartedMsAgo: 500, restarts: 1, reason: "vanished with exit code 0" }),
      ),
      "warn",
      "risk was restarted 0.5 s ago: vanished with exit code 0",
    ],
    [
      "a strategy is quarantined",
      desk(optional({ phase: "QUARANTINED", reason: "3 restarts in 30 s" })),
      "warn",
      "strategy is QUARANTINED: 3 restarts in 30 s",
    ],
    [
      "a strategy was restarted 5 s ago",
      desk(optional({ restartedMsAgo: 5_000, restarts: 1, reason: "threw" })),
      "warn",
      "strategy was restarted 5.0 s ago: threw",
    ],
    // S-33
    ["the desk drains", viewOf(HEALTHY, { draining: true }), "fail", "the desk is stopping"],
    [
      "trading is halted",
      viewOf(HEALTHY, { halted: "kill switch" }),
      "warn",
      "trading is halted: kill switch",
    ],
    ["nothing was started yet", viewOf([]), "fail", "no actor was started yet"],
    [
      "main does not turn",
      viewOf(HEALTHY, { mainBeatAgeMs: 5_001 }),
      "fail",
      "the main thread does not turn",
    ],
  ] as const)("when %s, it says so", (_, view, status, output) => {
    const readiness = readinessOf(view);
    expect(readiness.status).toBe(status);
    expect(readiness.checks.flatMap((check) => check.output ?? [])).toEqual([output]);
  });

  test("a restart is no longer shown after 5 s", () => {
    expect(readinessOf(desk(optional({ restartedMsAgo: 5_001, restarts: 1 }))).status).toBe("pass");
  });

  test("an actor is not late when main itself did not look", () => {
    const late = statusOf("risk", { heartbeatAgeMs: 2_500 });
    expect(readinessOf(desk(late, { mainBeatAgeMs: 2_400 })).status).toBe("pass");
  });

  test("a failure outweighs a warning, and both are named", () => {
    const view = viewOf([statusOf("risk", { phase: "STOPPED" }), optional({ phase: "BACKOFF" })]);
    const { status, checks } = readinessOf(view);
    expect(status).toBe("fail");
    expect(checks.flatMap(({ output }) => output ?? [])).toEqual([
      "risk is STOPPED",
      "strategy is BACKOFF",
    ]);
  });
});

describe("isLive", () => {
  test.each([
    [5_000, true],
    [5_001, false],
    [Number.NaN, false],
  ])("with main's beat %p ms ago it is %p", (mainBeatAgeMs, live) => {
    expect(isLive(viewOf(HEALTHY, { mainBeatAgeMs }))).toBe(live);
  });
});
