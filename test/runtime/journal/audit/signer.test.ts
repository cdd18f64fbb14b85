/** AU-7 and AU-10: what a signer refuses, and how its keys are rotated. */
import { describe, expect, test } from "bun:test";
import { fileAnchor } from "../../../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { SignerMemory } from "../../../../src/runtime/journal/audit/signer/signer-memory.ts";
import { Frontier } from "../../../../src/runtime/journal/audit/tree/frontier.ts";
import { leafHash } from "../../../../src/runtime/journal/audit/tree/tree-hash.ts";
import { AuditKit, keyOf, ORIGIN, signerOn } from "./kit/audit-kit.ts";
import { MemoryStorage } from "./kit/memory-storage.ts";

function treeOf(size: number, name: string) {
  const frontier = new Frontier();
  const ignore = () => undefined;
  for (let at = 0; at < size; at += 1)
    frontier.append(leafHash(Buffer.from(`${name}${at}`)), ignore);
  return { origin: ORIGIN, size, root: frontier.root() };
}

describe("a signer", () => {
  test("signs the same tree again, with the same bytes", () => {
    const signer = signerOn(new MemoryStorage(), keyOf(1));
    const checkpoint = treeOf(8, "a");
    const [first, second] = [0, 1].map(() => signer.sign({ checkpoint, proof: [] }));
    expect(first).toMatchObject({ ok: true });
    expect(second).toEqual(first as NonNullable<typeof first>);
  });

  test.each([
    ["a smaller tree", treeOf(7, "a")],
    ["another tree of the same size", treeOf(8, "b")],
    ["a larger tree without a proof", treeOf(9, "a")],
    ["a tree of another log", { ...treeOf(8, "a"), origin: "other" }],
    ["a size that is not a number", { ...treeOf(8, "a"), size: Number.NaN }],
  ])("refuses %s, and remembers what it signed", (_, checkpoint) => {
    const memory = new MemoryStorage();
    const signer = signerOn(memory, keyOf(1));
    expect(signer.sign({ checkpoint: treeOf(8, "a"), proof: [] }).ok).toBe(true);
    expect(signer.sign({ checkpoint, proof: [] }).ok).toBe(false);
    expect(signer.signedSize).toBe(8);
    expect(signerOn(memory.reopened(), keyOf(1)).signedSize).toBe(8);
  });

  test("hands out no signature that it could not remember", () => {
    const memory = new MemoryStorage();
    const signer = signerOn(memory, keyOf(1));
    memory.failAt(1, "NOTHING");
    expect(() => signer.sign({ checkpoint: treeOf(8, "a"), proof: [] })).toThrow(
      "the disk has failed",
    );
    expect(signer.signedSize).toBe(0);
  });

  test("without its memory, or with one that is damaged, cannot be made", () => {
    expect(SignerMemory.open(new MemoryStorage())).toMatchObject({ ok: false });
    const memory = new MemoryStorage();
    signerOn(memory, keyOf(1));
    expect(SignerMemory.create(memory, ORIGIN)).toMatchObject({ ok: false });
    memory.files.set("signed", Buffer.from("something\n"));
    expect(SignerMemory.open(memory)).toMatchObject({ ok: false });
  });
});

describe("AU-7: a log that was restored from a backup", () => {
  function backedUp() {
    const kit = new AuditKit();
    kit.write(300);
    kit.checkpoint();
    const log = kit.storage.reopened();
    const memory = kit.memory.reopened();
    kit.write(300);
    kit.end();
    return { kit, log, memory };
  }

  test("is refused by a signer that knows more", () => {
    const { kit, log } = backedUp();
    const restored = new AuditKit(log, kit.memory.reopened());
    expect(() => restored.log).toThrow("its signer knows");
    const grown = new AuditKit(log.reopened(), kit.memory.reopened());
    const other = new AuditKit(log.reopened(), signerMemoryOf(log));
    other.write(400);
    other.end();
    grown.storage = other.storage.reopened();
    expect(() => grown.log).toThrow("Cannot sign the audit log");
  });

  test("together with its signer is refused by an anchor", () => {
    const { kit, log, memory } = backedUp();
    const anchorDisk = new MemoryStorage();
    const anchor = fileAnchor(anchorDisk, "anchor");
    anchor.publish(Buffer.from(kit.storage.read("checkpoint") ?? []).toString(), () => {});
    const restored = new AuditKit(log, memory);
    restored.anchors = [fileAnchor(anchorDisk.reopened(), "anchor")];
    expect(() => restored.log).toThrow("the anchor anchor knows");
  });

  test("or was changed by a bit, is not continued", () => {
    const { kit } = backedUp();
    for (const name of ["checkpoint", "tail", "keys"]) {
      const storage = kit.storage.reopened();
      const bytes = storage.read(name) ?? new Uint8Array();
      const at = name === "checkpoint" ? 30 : bytes.length - 40;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      storage.files.set(name, bytes);
      expect(() => new AuditKit(storage, kit.memory.reopened()).log).toThrow();
    }
    const empty = new AuditKit(new MemoryStorage(), kit.memory.reopened());
    expect(() => empty.log).toThrow();
  });
});

/** A memory that agrees with the checkpoint of a log, as one restored with it. */
function signerMemoryOf(log: MemoryStorage): MemoryStorage {
  const memory = new MemoryStorage();
  const text =
    Buffer.from(log.read("checkpoint") ?? [])
      .toString()
      .split("\n\n")[0] ?? "";
  memory.files.set("signed", Buffer.from(`${text}\n`));
  return memory;
}

describe("AU-10: a rotation of keys", () => {
  const kit = new AuditKit();
  kit.write(20);
  kit.checkpoint();
  kit.signer.addKey(keyOf(2));
  kit.write(20);
  kit.checkpoint();
  const during = Buffer.from(kit.storage.read("checkpoint") ?? []).toString();
  kit.write(5);
  kit.signer.retireKey(keyOf(1).id);
  kit.write(20);
  kit.end();
  const after = Buffer.from(kit.storage.read("checkpoint") ?? []).toString();

  test("has both keys sign while they overlap, and the new one alone behind it", () => {
    expect(during.match(/^— /gm)).toHaveLength(2);
    expect(after.match(/^— /gm)).toHaveLength(1);
  });

  test("leaves a log whose old and new checkpoints verify by its first key", () => {
    const keys = { name: "keys", text: `${keyOf(1).verifierKey}\n` };
    const anchors = [{ name: "anchor", text: `${during}\n${after}\n` }];
    expect(kit.verdict({ keys, anchors })).toMatchObject({ exit: 0, bad: null, isEnded: true });
  });

  test("goes on in another run, with the new key alone", () => {
    const next = kit.reopen(keyOf(2));
    next.write(3);
    next.end();
    expect(next.verdict()).toMatchObject({ exit: 0, runCount: 2 });
  });

  test("without an overlap is a key that nobody knows", () => {
    const next = kit.reopen(keyOf(3));
    next.write(3);
    next.end();
    expect(next.verdict()).toMatchObject({
      exit: 4,
      bad: { what: expect.stringContaining("signature") },
    });
  });

  test("keeps the last key", () => {
    const signer = signerOn(new MemoryStorage(), keyOf(1));
    expect(() => signer.retireKey(keyOf(1).id)).toThrow("a signer keeps a key");
    expect(() => signer.retireKey("00000000")).toThrow("a key is retired that signs");
    expect(() => signer.addKey(keyOf(1))).toThrow("a key is added once");
  });

  test("is told when a signature that was due is taken away", () => {
    const one = new AuditKit();
    one.write(3);
    one.checkpoint();
    one.signer.addKey(keyOf(2));
    one.end();
    const note = Buffer.from(one.storage.read("checkpoint") ?? []).toString();
    one.storage.files.set("checkpoint", Buffer.from(note.replace(/— [^\n]+\n$/, "")));
    expect(one.verdict()).toMatchObject({ exit: 1 });
  });
});
