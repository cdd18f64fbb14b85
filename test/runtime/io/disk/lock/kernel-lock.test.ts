/** A lock of the kernel's: of one process at a time, whatever it sees, and free at its end. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ownKernelLock,
  takeKernelLock,
} from "../../../../../src/runtime/io/disk/lock/kernel-lock.ts";
import { until } from "../../../../kit/until.ts";
import { canUnshare, tryIn } from "./held-by.ts";

let folder = "";
const path = () => join(folder, "held");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-kernel-lock-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function taken(): number {
  const answer = takeKernelLock(path());
  if (typeof answer !== "number") throw new Error(`the lock is ${answer}`);
  return answer;
}

test("is one's at a time, within a process too, and free once its handle is closed", () => {
  const first = taken();
  expect(takeKernelLock(path())).toBe("HELD");
  closeSync(first);
  const second = taken();
  expect(takeKernelLock(path())).toBe("HELD");
  closeSync(second);
});

test("is found among the handles of a process that has it, and not where it is only open", () => {
  const open = openSync(path(), "a");
  expect(ownKernelLock(path())).toBeNull();
  const handle = taken();
  expect(ownKernelLock(path())).toBe(handle);
  closeSync(handle);
  expect(ownKernelLock(path())).toBeNull();
  closeSync(open);
});

test("is refused to other processes, and free when the one that has it is killed", async () => {
  const holder = await tryIn("own", "kernel", path());
  expect(holder.answer).toBeNumber();
  expect(takeKernelLock(path())).toBe("HELD");
  await holder.kill();
  closeSync(taken());
});

test.skipIf(!canUnshare)("is refused across PID namespaces, in both directions", async () => {
  const own = taken();
  const refused = await tryIn("other", "kernel", path());
  expect(refused.answer).toBe("HELD");
  await refused.kill();
  closeSync(own);
  const holder = await tryIn("other", "kernel", path());
  expect(holder.answer).toBeNumber();
  expect(takeKernelLock(path())).toBe("HELD");
  await holder.kill();
  // The one in the namespace ends behind the one that made it.
  await until("its end", () => {
    const answer = takeKernelLock(path());
    if (typeof answer === "number") closeSync(answer);
    return answer !== "HELD";
  });
});

test("a file that cannot be made is a failure, and not a lock", () => {
  expect(() => takeKernelLock(join(folder, "nowhere", "held"))).toThrow("ENOENT");
});
