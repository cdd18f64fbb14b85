/** AU-1 to AU-6: what somebody may do to a log, and what the verifier says of it. */
import { afterAll, describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import {
  checkpointText,
  joinNote,
} from "../../../src/runtime/journal/audit/note/checkpoint-text.ts";
import { openAuditLog } from "../../../src/runtime/journal/audit/open-audit-log.ts";
import type { Signing } from "../../../src/runtime/journal/audit/signer/checkpoint-signer.ts";
import {
  AuditKit,
  anchorOf,
  keyOf,
  momentAt,
  verdictOf,
} from "../../runtime/journal/audit/kit/audit-kit.ts";
import { MemoryStorage } from "../../runtime/journal/audit/kit/memory-storage.ts";
import { MutableFolder } from "../../runtime/journal/audit/kit/mutable-folder.ts";
import {
  bundleList,
  flipBit,
  type RecordList,
  tailList,
} from "../../runtime/journal/audit/kit/record-files.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function finishedLog(records: number): AuditKit {
  const kit = new AuditKit();
  kit.write(records);
  kit.end();
  return kit;
}

const kit = finishedLog(330);
const folder = new MutableFolder(kit.storage);
const lists: readonly RecordList[] = [
  bundleList("tile/entries/000", 0, folder.original("tile/entries/000")),
  tailList(256, folder.original("tail")),
];
afterAll(() => folder[Symbol.dispose]());

describe("a log that nobody has touched", () => {
  test("is intact, and ended in order", () => {
    const verdict = folder.verdictWith({}, { anchors: [anchorOf(kit)] });
    expect(verdict).toMatchObject({ exit: 0, bad: null, size: kit.log.size, isEnded: true });
  });
});

describe("AU-1: a flipped bit of a record", () => {
  test.each(lists.map((list) => [list.name, list] as const))(
    `is told at that record of %s (seed ${seed})`,
    (_, { name, first, records, write, before, behind }) => {
      const prng = new Prng(seed);
      for (const [at, record] of records.entries()) {
        const leafBytes = record.length - before - behind;
        const bit = 8 * before + prng.between(0, 8 * leafBytes - 1);
        const changed = write(records.with(at, flipBit(record, bit)));
        const { exit, bad } = folder.verdictWith({ [name]: changed });
        expect([exit, bad?.sequence]).toEqual([1, first + at]);
        expect(bad?.expected).not.toBe(bad?.actual);
      }
    },
  );
});

describe("AU-2: records that are", () => {
  const cases = lists.flatMap((list) =>
    (["deleted", "doubled", "swapped"] as const).map((what) => [what, list.name, list] as const),
  );
  test.each(cases)(`%s in %s are told at the first (seed ${seed})`, (what, _, list) => {
    const { name, first, records, write } = list;
    const prng = new Prng(seed);
    for (let round = 0; round < 60; round += 1) {
      const at = prng.between(0, records.length - 2);
      const other = prng.between(at + 1, records.length - 1);
      const [one, two] = [records[at] as Uint8Array, records[other] as Uint8Array];
      const changed = {
        deleted: () => records.toSpliced(at, 1),
        doubled: () => records.toSpliced(at, 0, one),
        swapped: () => records.with(at, two).with(other, one),
      }[what]();
      const { exit, bad } = folder.verdictWith({ [name]: write(changed) });
      expect([exit, bad?.sequence]).toEqual([1, first + at + (what === "doubled" ? 1 : 0)]);
    }
  });
});

describe("AU-3: a log whose end was cut off", () => {
  const [, tail] = lists;

  test("is less than its own checkpoint says, and less than an anchor knows", () => {
    const { records, write, first } = tail as RecordList;
    for (let count = 0; count < records.length; count += 7) {
      const changed = { tail: write(records.slice(0, count)) };
      expect(folder.verdictWith(changed)).toMatchObject({
        exit: 1,
        bad: { sequence: first + count },
      });
      const verdict = folder.verdictWith(changed, { anchors: [anchorOf(kit)] });
      expect(verdict).toMatchObject({ exit: 2, bad: { sequence: first + count } });
    }
  });

  test("and that was put back whole is told by an anchor, and else reported as not ended", () => {
    const running = new AuditKit();
    running.write(300);
    running.checkpoint();
    const earlier = running.storage.reopened();
    running.write(300);
    running.end();
    const anchors = [anchorOf(running)];
    expect(running.verdict({ anchors })).toMatchObject({ exit: 0, isEnded: true });
    expect(verdictOf(earlier, { anchors })).toMatchObject({ exit: 2 });
    const alone = verdictOf(earlier);
    expect(alone).toMatchObject({ exit: 0, isEnded: false });
    expect(alone.warnings.join()).toContain("RUN_ENDED");
  });
});

/** A signer without the key, who puts the true key's id before a signature of his own. */
function forger(): Signing {
  const [own, stolen] = [keyOf(66), keyOf(1)];
  let signedSize = 0;
  return {
    get signedSize() {
      return signedSize;
    },
    verifierKeys: [stolen.verifierKey],
    sign({ checkpoint }) {
      signedSize = checkpoint.size;
      const text = checkpointText(checkpoint);
      const line = own.signatureLine(text);
      const bytes = Buffer.from(line.trimEnd().split(" ").at(-1) ?? "", "base64");
      bytes.set(Buffer.from(stolen.id, "hex"));
      const note = joinNote(text, [`— ${stolen.name} ${bytes.toString("base64")}\n`]);
      return { ok: true, value: note };
    },
  };
}

describe("AU-4: a log that was written anew without the key", () => {
  test("has signatures that are not the key's", () => {
    const storage = new MemoryStorage();
    const parts = { ...new AuditKit().parts(), storage, signer: forger() };
    openAuditLog(parts, momentAt(0)).end("forged", momentAt(1));
    expect(verdictOf(storage)).toMatchObject({ exit: 1 });
  });

  test("and with a key of the forger's is of a key that nobody knows", () => {
    const forged = new AuditKit(new MemoryStorage(), new MemoryStorage(), keyOf(66));
    forged.write(10);
    forged.end();
    const keys = { name: "keys", text: `${keyOf(1).verifierKey}\n` };
    expect(forged.verdict({ keys })).toMatchObject({ exit: 4 });
    expect(forged.verdict({ anchors: [anchorOf(kit)] })).toMatchObject({ exit: 4 });
  });
});

describe("AU-4: a key that stands in the folder's file and that nobody announced", () => {
  const forged = new AuditKit(new MemoryStorage(), new MemoryStorage(), keyOf(66));
  forged.write(600);
  forged.end();
  const lines = `${keyOf(1).verifierKey}\n${keyOf(66).verifierKey}\n`;

  test.each([
    ["whole", {}],
    ["from a record on", { from: 300 }],
    ["up to a record", { to: 300 }],
  ])("vouches for nothing, %s", (_, range) => {
    using copy = new MutableFolder(forged.storage);
    expect(copy.verdictWith({ keys: Buffer.from(lines) }, range)).toMatchObject({ exit: 4 });
  });
});

describe("AU-5: a log that was written anew with the key", () => {
  test("contradicts an anchor, whether it is shorter or longer", () => {
    for (const records of [5, 900]) {
      const other = new AuditKit();
      other.ms = 77;
      other.write(records);
      other.end();
      expect(other.verdict()).toMatchObject({ exit: 0 });
      expect(other.verdict({ anchors: [anchorOf(kit)] })).toMatchObject({ exit: 2 });
    }
  });
});

describe("AU-6: a log of", () => {
  test.each([2, 3, 254, 255, 256, 257, 258, 511, 512, 513])("%d leaves is intact", (size) => {
    const one = new AuditKit();
    one.fillTo(size);
    one.checkpoint();
    const { exit, bad, size: found } = one.verdict({ anchors: [anchorOf(one)] });
    expect([exit, bad, found]).toEqual([0, null, one.log.size]);
  });

  test("65,535 to 65,537 leaves is intact, and grows over the edge of a tile after a restart", () => {
    for (const size of [65_535, 65_536, 65_537]) {
      const one = new AuditKit();
      one.fillTo(size);
      one.checkpoint();
      expect(one.verdict()).toMatchObject({ exit: 0, bad: null, size });
      const next = one.reopen();
      next.write(3);
      next.end();
      expect(next.verdict({ anchors: [anchorOf(one)] })).toMatchObject({ exit: 0, bad: null });
    }
  }, 30_000);

  test("0 and 1 leaves is intact: what a crash at birth leaves", () => {
    const storage = new MemoryStorage();
    storage.failAt(4, "NOTHING");
    expect(() => new AuditKit(storage).log).toThrow("the disk has failed");
    expect(verdictOf(storage)).toMatchObject({ exit: 0, size: 0 });
    const born = new AuditKit();
    born.checkpoint();
    const [first] = tailList(0, born.storage.read("tail") ?? new Uint8Array()).records;
    storage.files.set(
      "tail",
      tailList(0, born.storage.read("tail") ?? new Uint8Array()).write([first as Uint8Array]),
    );
    expect(verdictOf(storage)).toMatchObject({ exit: 0, size: 1 });
  });
});
