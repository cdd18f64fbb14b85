/**
 * A writer that is killed under load, again and again, on this machine's own files: nothing that it said
 * to be durable is lost. OUTCRY_KILLS=n kills it n times.
 *
 * A kill leaves the system's memory as it is, so a missing sync is not found here: the search for crashes
 * finds that.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../../src/core/prng.ts";
import { systemStorage } from "../../../src/runtime/io/disk/system-storage.ts";
import { sequenceOfState } from "./explore/state.ts";
import { messagesOf, opened, optionsOf } from "./kit/journal-kit.ts";

const PROGRAM = join(import.meta.dir, "kit/killed-writer.ts");
const KILLS = Number(process.env.OUTCRY_KILLS ?? 5);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Lets the writer live for so many groups, then kills it. Returns the last that it said. */
async function liveAndDie(folder: string, life: number, groups: number): Promise<number> {
  const writer = Bun.spawn([process.execPath, PROGRAM, folder, String(life)], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of writer.stdout) {
    text += decoder.decode(bytes, { stream: true });
    if (text.split("\n").length > groups) writer.kill("SIGKILL");
  }
  await writer.exited;
  expect(writer.signalCode).toBe("SIGKILL");
  // The last line may be half of one.
  return Number(text.split("\n").at(-2) ?? 0);
}

test(
  `of ${KILLS} writers that were killed, none lost a record that it said (seed ${seed})`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "outcry-killed-"));
    const prng = new Prng(seed);
    let last = 0;
    let said = 0;
    try {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const journalFolder = join(folder, String(Math.ceil(kill / 20)));
        if (kill % 20 === 1) last = 0;
        const told = await liveAndDie(journalFolder, 2 * kill, prng.between(1, 300));
        expect(told).toBeGreaterThan(last);
        const { journal, recovery } = opened(
          optionsOf(systemStorage(journalFolder), 2 * kill + 1, { segmentBytes: 1 << 18 }),
        );
        expect(recovery.previous?.status).toBe("CRASHED");
        const messages = messagesOf(recovery);
        const state = recovery.snapshot?.state;
        let next = state === undefined ? 1 : sequenceOfState(state) + 1;
        for (const { sequence, isAcknowledged } of messages) {
          expect(sequence).toBe(next);
          if (sequence <= told) expect(isAcknowledged).toBe(true);
          next += 1;
        }
        said += told - last;
        last = next - 1;
        expect(last).toBeGreaterThanOrEqual(told);
        expect(journal.stop()).toBeNull();
      }
      process.stderr.write(`killed ${KILLS} writers: ${said} records told, none lost\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000 + 5_000 * KILLS,
);
