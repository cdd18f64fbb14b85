/** Who stands above this process, and whether that means anything. */
import { expect, test } from "bun:test";
import {
  parseStat,
  readProcess,
  watchRunner,
} from "../../../../src/runtime/supervisor/guard/runner-watch.ts";

test("a name with brackets and spaces does not move what stands behind it", () => {
  expect(parseStat("7 (a) b ( c) S 3 7 7 0")).toEqual({
    name: "a) b ( c",
    state: "S",
    parent: 3,
  });
  expect(parseStat("nonsense")).toBeNull();
});

test.skipIf(process.platform !== "linux")("a process of this machine is read", () => {
  expect(readProcess(process.pid)?.parent).toBe(process.ppid);
  expect(readProcess(2 ** 22 + 1)).toBeNull();
});

test.each([{}, { npm_lifecycle_event: "" }])(
  "S-83: without a runner (%p) nobody's end means anything",
  (environment) => {
    expect(watchRunner(environment)).toBeNull();
  },
);

test("S-83: a runner that is there is not gone", () => {
  expect(watchRunner({ npm_lifecycle_event: "start" })?.()).toBe(false);
});
