/** Chronicle Queue beside the journal: what is missing says so, and what runs has all its records. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadChronicle } from "../../../bench/journal/chronicle-log.ts";
import { CACHE_FOLDER } from "../../../bench/peers/build-cache.ts";
import { buildChronicle } from "../../../bench/peers/chronicle-peer.ts";

const scratch = mkdtempSync(join(tmpdir(), "outcry-chronicle-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const path = process.env.PATH ?? "";
const here = buildChronicle({ cacheFolder: CACHE_FOLDER, path });
const reason = "missing" in here ? ` (skipped: ${here.missing})` : "";
/** On a busy machine a JVM takes seconds to begin. */
const BUSY_MS = 60_000;

/** A peer that runs `script`. */
function scripted(script: string): readonly string[] {
  return [process.execPath, "-e", script];
}

describe("buildChronicle", () => {
  test("says what would install it when there is no compiler", () => {
    const built = buildChronicle({ cacheFolder: CACHE_FOLDER, path: scratch });
    expect(built).toEqual({ missing: expect.stringMatching(/^no javac .*: apt-get install \S+$/) });
  });

  test.skipIf(Bun.which("javac") === null)("says how to get the jars that are not there", () => {
    const built = buildChronicle({ cacheFolder: scratch, path });
    const missing = expect.stringMatching(
      /^no \S+\.jar in the cache: bun bench\/peers\/fetch\.ts$/,
    );
    expect(built).toEqual({ missing });
  });
});

describe("loadChronicle", () => {
  test.skipIf("missing" in here)(
    `has every record read back that was synced${reason}`,
    () => {
      const { rate, p50, p99 } = loadChronicle(here as readonly string[], 64, 10);
      expect(rate).toBeGreaterThan(0);
      expect(p50).toBeGreaterThan(0);
      expect(p99).toBeGreaterThanOrEqual(p50);
    },
    BUSY_MS,
  );

  test("refuses a round that failed, or that has not all its records", () => {
    const failed = scripted(`process.stderr.write("no room"); process.exitCode = 3;`);
    expect(() => loadChronicle(failed, 64, 10)).toThrow("exit 3, no room");
    const few = scripted(`console.log('{"rate": 1, "p50": 1, "p99": 1, "read": 63}')`);
    expect(() => loadChronicle(few, 64, 10)).toThrow("Chronicle Queue has all records");
  });
});
