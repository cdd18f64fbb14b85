/** BR-46: a real desk, its guard, and a service manager that is a unix datagram socket. */
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DESK_DEADLINE_MS, ROOT } from "./kit/child-desk.ts";
import { GuardedDesk, kill } from "./kit/guarded-desk.ts";
import { NotifyReceiver } from "./kit/notify-receiver.ts";

const WATCHDOG_MS = 2_000;
const MAIN = [process.execPath, join(ROOT, "src/desk/cli/main.ts"), "start"];

const folder = mkdtempSync(join(tmpdir(), "outcry-notify-"));
let desk: GuardedDesk | null = null;
let manager: NotifyReceiver | null = null;

afterEach(async () => {
  await desk?.end();
  manager?.close();
  rmSync(folder, { recursive: true, force: true });
}, DESK_DEADLINE_MS);

function begin(address: string, command: readonly string[]) {
  manager = new NotifyReceiver(address);
  const watchdog = { WATCHDOG_USEC: String(WATCHDOG_MS * 1_000) };
  desk = new GuardedDesk(command, { NOTIFY_SOCKET: address, ...watchdog });
  return { desk, manager };
}

describe.skipIf(process.platform !== "linux")("BR-46, S-84: a service manager", () => {
  test(
    "hears of the start, of readiness once, of the watchdog until the end, and of the stop",
    async () => {
      const { desk: running, manager: hears } = begin(join(folder, "socket"), MAIN);
      const pid = await running.ready();
      await running.until("READY=1", () => hears.withLine("READY=1").length > 0);
      const [ready] = hears.withLine("READY=1");
      expect(ready?.atMs ?? 0).toBeGreaterThan(running.unreadyAtMs);
      expect(ready?.text).toContain(`MAINPID=${running.outermost.pid}\n`);
      expect(ready?.text).toContain(`STATUS=ready at ${running.card()?.url}`);
      const [first] = hears.notices.filter(({ text }) => /^EXTEND_TIMEOUT_USEC=\d+/.test(text));
      expect(first?.atMs ?? Number.NaN).toBeLessThan(ready?.atMs ?? 0);

      kill(pid, "SIGKILL");
      await running.ready(pid);
      await running.until("the second life", () =>
        hears.notices.slice(-20).some(({ text }) => text.startsWith("STATUS=ready at ")),
      );
      expect(hears.notices.some(({ text }) => text.includes("the desk ended (SIGKILL)"))).toBe(
        true,
      );

      kill(running.outermost.pid, "SIGTERM");
      expect((await running.ended).exit).toBe(0);
      expect(hears.withLine("READY=1")).toHaveLength(1);
      expect(hears.withLine("STOPPING=1")).toHaveLength(1);
      expect(hears.withLine("WATCHDOG=1").length).toBeGreaterThan(1);
    },
    DESK_DEADLINE_MS * 2,
  );

  test(
    "with an abstract socket hears the desk itself, when there is no guard",
    async () => {
      const { desk: running, manager: hears } = begin(`@outcry-test-${process.pid}`, [
        ...MAIN,
        "--no-guard",
      ]);
      const pid = await running.ready();
      await running.until("READY=1", () => hears.withLine("READY=1").length > 0);
      expect(hears.withLine(`MAINPID=${pid}`)).toHaveLength(1);
      kill(running.outermost.pid, "SIGTERM");
      expect((await running.ended).exit).toBe(0);
      expect(hears.withLine("STOPPING=1")).toHaveLength(1);
      expect(hears.withLine("WATCHDOG=1").length).toBeGreaterThan(0);
    },
    DESK_DEADLINE_MS,
  );
});
