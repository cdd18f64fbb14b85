/** A test that is killed leaves no process behind, although its desks have a guard that outlives much. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "../../kit/at-end.ts";
import { until } from "../../kit/until.ts";
import { DESK_DEADLINE_MS, ROOT } from "./kit/child-desk.ts";
import { kill, MARK, pidsOf } from "./kit/guarded-desk.ts";

setDefaultTimeout(3 * DESK_DEADLINE_MS);

test("S-83: a desk and an exchange that a test started end when the test is killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "outcry-killed-"));
  const file = "./test/desk/cli/kit/killed-while-running.ts";
  const child = Bun.spawn([process.execPath, "test", file], {
    cwd: ROOT,
    // As from a shell: without a runner above it.
    env: { ...process.env, npm_lifecycle_event: "", TMPDIR: folder, [MARK]: folder },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  atEnd(() => {
    for (const pid of pidsOf(folder)) kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  let out = "";
  void (async () => {
    for await (const chunk of child.stdout) out += new TextDecoder().decode(chunk);
  })();
  await until("both run", () => out.includes("both run"), DESK_DEADLINE_MS);
  // The test, the guard, the desk and the exchange.
  expect(pidsOf(folder).length).toBeGreaterThanOrEqual(4);
  child.kill("SIGKILL");
  await until("no process", () => pidsOf(folder).length === 0, DESK_DEADLINE_MS);
});
