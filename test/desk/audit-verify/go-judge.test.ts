/**
 * Go's tlog and note packages as judges of our logs and proofs. Needs Go and its module proxy, or its
 * module cache; without them it says so and skips.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { consistencyOf, inclusionOf } from "../../../src/desk/audit-verify/proof-of.ts";
import { AuditKit, inFolder, keyOf } from "../../runtime/journal/audit/kit/audit-kit.ts";
import type { MemoryStorage } from "../../runtime/journal/audit/kit/memory-storage.ts";

const folder = mkdtempSync(join(tmpdir(), "outcry-judge-"));
const judge = join(folder, "judge");
const reason = whyNot();
if (reason !== null) process.stderr.write(`skipped: ${reason}\n`);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function whyNot(): string | null {
  const go = Bun.which("go");
  if (go === null) return "Go is not installed";
  const cwd = join(import.meta.dir, "go-judge");
  const build = Bun.spawnSync([go, "build", "-mod=readonly", "-o", judge, "."], {
    cwd,
    timeout: 60_000,
  });
  return build.success
    ? null
    : `the judge cannot be built: ${build.stderr.toString().slice(0, 200)}`;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** What Go says of a log, and of proofs over it that are spoilt by `spoil`. */
function judged(storage: MemoryStorage, sizes: readonly number[], spoil = (text: string) => text) {
  return inFolder(storage, (path) => {
    const inclusion = sizes.map((size) => {
      const proof = inclusionOf(path, size);
      return {
        ...proof,
        root: base64(proof.root),
        leaf: "",
        leafHash: base64(proof.leafHash),
        hashes: proof.hashes.map(base64),
      };
    });
    const consistency = sizes.slice(1).map((size, at) => {
      const proof = consistencyOf(path, {
        oldSize: Math.max(1, sizes[at] ?? 1),
        newSize: size,
      });
      const { oldSize, newSize } = proof;
      const [oldRoot, newRoot] = [base64(proof.oldRoot), base64(proof.newRoot)];
      return { oldSize, newSize, oldRoot, newRoot, hashes: proof.hashes.map(base64) };
    });
    const asked = { folder: path, key: keyOf(1).verifierKey, inclusion, consistency };
    const child = Bun.spawnSync([judge], { stdin: Buffer.from(spoil(JSON.stringify(asked))) });
    return { ok: child.success, said: `${child.stdout.toString()}${child.stderr.toString()}` };
  });
}

describe.skipIf(reason !== null)("Go's tlog", () => {
  const kit = new AuditKit();
  kit.write(1_200);
  kit.end();
  const SIZES = [0, 1, 2, 255, 256, 257, 511, 700, 1_100];

  test("accepts our checkpoint, tiles, entries and proofs", () => {
    const { ok, said } = judged(kit.storage, SIZES);
    expect([ok, said]).toEqual([true, `${kit.log.size} entries, 9 and 8 proofs`]);
  });

  test("accepts a log over the edge of a tile of the second level", () => {
    const large = new AuditKit();
    large.fillTo(65_700);
    large.checkpoint();
    const { ok, said } = judged(large.storage, [5, 65_535, 65_536, 65_699]);
    expect([ok, said]).toEqual([true, "65700 entries, 4 and 3 proofs"]);
  }, 30_000);

  test("refuses what was changed, so that it is a judge", () => {
    const spoilt = judged(kit.storage, [5, 300], (text) =>
      text.replace('"sequence":5', '"sequence":6'),
    );
    expect(spoilt.ok).toBe(false);
    const changed = kit.storage.reopened();
    const tile = changed.read("tile/0/001") ?? new Uint8Array();
    tile[77] = (tile[77] ?? 0) ^ 1;
    changed.files.set("tile/0/001", tile);
    expect(judged(changed, []).ok).toBe(false);
  });
});
