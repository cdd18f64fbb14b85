/** What people read while a desk runs: whether it is ready, and which actor is not. */
import { expect, test } from "bun:test";
import { stateText } from "../../../src/desk/cli/status-line.ts";
import { readinessOf } from "../../../src/desk/http/readiness.ts";
import { statusOf, viewOf } from "../http/view-kit.ts";

const reason = "threw in on.quote: RangeError: deed";

test.each([
  ["nobody is in trouble", {}, "ready"],
  [
    "one waits for its restart",
    { phase: "BACKOFF", reason },
    `ready, with warnings  [maker is BACKOFF: ${reason}]`,
  ],
  [
    "one was restarted a moment ago",
    { restartedMsAgo: 1_234, reason },
    `ready, with warnings  [maker was restarted 1.2 s ago: ${reason}]`,
  ],
  [
    "one that the desk needs is down",
    { phase: "QUARANTINED", reason, required: true },
    `not ready  [maker is QUARANTINED: ${reason}]`,
  ],
] as const)("the state while %s", (_, change, text) => {
  const maker = statusOf("maker", { required: false, ...change });
  expect(stateText(readinessOf(viewOf([statusOf("risk"), maker])))).toBe(text);
});

test("the state names each of several", () => {
  const down = ["feed", "maker"].map((name) => statusOf(name, { phase: "BACKOFF" }));
  expect(stateText(readinessOf(viewOf(down)))).toBe(
    "not ready  [feed is BACKOFF]  [maker is BACKOFF]",
  );
});
