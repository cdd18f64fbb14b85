/** The message log's disk is full: the log halts and says so, and trading goes on. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../kit/until.ts";
import { copyUnrecorded } from "../cli/kit/unrecorded-desk.ts";
import { dataOf, runStart } from "./kit/command.ts";
import { FaultDesk } from "./kit/fault-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";
import { ofType } from "./kit/said.ts";

setDefaultTimeout(60_000);

/** Of `ulimit -f`: the desk's own code still fits. KiB. */
const LIMIT_KIB = 512;

let data: string;

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), "outcry-full-"));
});

afterAll(() => rmSync(data, { recursive: true }));

function withFullDevice(): FaultFolder {
  const folder = new FaultFolder();
  folder.toml("message-log", 'use = "message-log"\n\n[args]\nfile = "/dev/full"\n');
  return folder;
}

describe("a message log whose file is full", () => {
  test("halts with its reason; the desk trades, and is ready with a warning", async () => {
    const desk = await FaultDesk.start(withFullDevice());
    await until("a halted log", () => desk.counter("message-log", "log:halted") > 0);
    await desk.trades("strategy-market-maker", 5);
    await until("a ready desk", async () => (await desk.readyz()).status === 200);
    expect((await desk.readyz()).text).toContain("message-log is not fresh: it writes nothing");
    const [reason] = ofType(desk.said("message-log"), "log");
    expect(reason?.body.text).toMatch(/^message log halted, trading goes on: ENOSPC: /);
    desk.expectUntouched();
    await desk.judgedByTaps();
  });

  test("says so on the command line, also when it was full before the desk was ready", async () => {
    const folder = withFullDevice();
    const given = ["--for", "1s", "--port", "0", "--data", join(data, "device")];
    const { exit, err } = await runStart([folder.desk, ...given]);
    folder.remove();
    expect(exit).toBe(0);
    expect(err).toContain("message log halted, trading goes on: ENOSPC: ");
  });

  test("by a limit of the process: the same without a journal, and the run ends well", async () => {
    using unrecorded = copyUnrecorded();
    const folder = join(data, "limit");
    const ended = await runStart(
      [unrecorded.folder, "--speed", "8", "--for", "6s", "--json", "--port", "0", "--data", folder],
      { before: `ulimit -f ${LIMIT_KIB}` },
    );
    const { funnel, actors } = dataOf(ended);
    expect(ended.err).toContain("message log halted, trading goes on: EFBIG: ");
    expect(statSync(join(folder, "messages.log")).size).toBeLessThanOrEqual(LIMIT_KIB * 1_024);
    expect(funnel.fills).toBeGreaterThan(0);
    for (const actor of Object.values(actors)) {
      expect(actor).toEqual({ state: "STOPPED", restarts: 0, reason: null });
    }
  });
});
