/** The log on a real disk: its files and their modes, keys, and AU-12, secrets that are nowhere. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyLog } from "../../../../src/desk/audit-verify/verify-log.ts";
import { systemTree } from "../../../../src/runtime/io/disk/system-tree.ts";
import { fileAnchor } from "../../../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { makeKeyFile, readKeyFile } from "../../../../src/runtime/journal/audit/note/key-file.ts";
import { openAuditLog } from "../../../../src/runtime/journal/audit/open-audit-log.ts";
import { CheckpointSigner } from "../../../../src/runtime/journal/audit/signer/checkpoint-signer.ts";
import { SignerMemory } from "../../../../src/runtime/journal/audit/signer/signer-memory.ts";
import { AuditKit, momentAt, ORIGIN } from "./kit/audit-kit.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-audit-disk-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CANARIES = ["CANARY-api-9f2c", "CANARY-sig-77aa", "CANARY-totp-123456", "CANARY-listen-x"];

/** A log on the disk under `name`, with a key of its own. */
function logAt(name: string) {
  const path = join(folder, name);
  const disk = systemTree(path);
  const key = join(path, "audit.key");
  makeKeyFile(key, "outcry.example/acct7");
  const read = readKeyFile(key);
  const memory = SignerMemory.create(systemTree(join(path, "signer")), ORIGIN);
  if (!read.ok || !memory.ok) throw new Error("no signer");
  const signer = new CheckpointSigner(memory.value, read.value);
  const parts = {
    ...new AuditKit().parts(),
    storage: systemTree(join(path, "audit")),
    signer,
    anchors: [fileAnchor(disk, "anchor.txt")],
  };
  return { path, key, parts };
}

function filesIn(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("a log on a disk", () => {
  test("is intact, is for its owner only, and leaves no unfinished file", () => {
    const { path, parts } = logAt("whole");
    const log = openAuditLog(parts, momentAt(0));
    for (let at = 0; at < 600; at += 1) {
      log.append({ kind: "FILL", actor: "execution", payload: { at } }, momentAt(at));
    }
    log.end("stopped", momentAt(601));
    const anchors = [{ name: "anchor", text: readFileSync(join(path, "anchor.txt"), "utf8") }];
    expect(verifyLog(join(path, "audit"), { anchors })).toMatchObject({ exit: 0, bad: null });
    for (const file of filesIn(path)) {
      expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
      expect(file).not.toEndWith(".tmp");
    }
  });

  test("is continued by the next run, with partial tiles of the newest checkpoint only", () => {
    const { path, parts } = logAt("continued");
    openAuditLog(parts, momentAt(0)).end("first", momentAt(1));
    const next = openAuditLog(parts, momentAt(2));
    for (let at = 0; at < 300; at += 1) {
      next.append({ kind: "FILL", actor: "execution", payload: at }, momentAt(3 + at));
      if (at % 90 === 0) next.checkpoint(momentAt(3 + at));
    }
    next.end("second", momentAt(400));
    expect(verifyLog(join(path, "audit"))).toMatchObject({ exit: 0, runCount: 2 });
    const partial = filesIn(join(path, "audit")).filter((file) => file.includes(".p/"));
    expect(partial.map((file) => file.slice(path.length)).sort()).toEqual([
      `/audit/tile/0/001.p/${next.size - 256}`,
      "/audit/tile/1/000.p/1",
      `/audit/tile/entries/001.p/${next.size - 256}`,
    ]);
  });
});

describe("a key file", () => {
  test("is made once, for its owner only, and refused when others may read it", () => {
    const path = join(folder, "one.key");
    makeKeyFile(path, "desk");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(() => makeKeyFile(path, "desk")).toThrow("EEXIST");
    expect(readKeyFile(path).ok).toBe(true);
    for (const mode of [0o640, 0o604, 0o660, 0o644]) {
      chmodSync(path, mode);
      const read = readKeyFile(path);
      expect(read).toMatchObject({ ok: false, failure: expect.stringContaining(mode.toString(8)) });
      expect(systemTree(folder).isPrivate("one.key")).toBe(false);
    }
    chmodSync(path, 0o600);
    expect(systemTree(folder).isPrivate("one.key")).toBe(true);
  });
});

describe("AU-12: a secret", () => {
  test("is in no file that was written, in no form; nor is the key that signs", () => {
    const { path, key, parts } = logAt("canaries");
    const log = openAuditLog(parts, momentAt(0));
    const [apiKey = "", signature = "", totp = "", listenKey = ""] = CANARIES;
    const payload = {
      headers: { "X-MBX-APIKEY": apiKey },
      query: [{ signature }],
      totp,
      listenKey,
    };
    for (let at = 0; at < 300; at += 1) {
      log.append({ kind: "VENUE_REQUEST", actor: "execution", payload }, momentAt(at));
    }
    const padded = { ...payload, text: "x".repeat(60_000) };
    log.append({ kind: "VENUE_REPORT", actor: "execution", payload: padded }, momentAt(301));
    log.end("stopped", momentAt(302));
    // PRIVATE+KEY+name+id+seed, and a seed in base64 may have a + of its own.
    const seed = Buffer.from(readFileSync(key, "utf8").split("+").slice(4).join("+"), "base64");
    expect(seed).toHaveLength(1 + 32);
    const secrets = [...CANARIES.map((text) => Buffer.from(text)), seed.subarray(1)];
    const forms = secrets.flatMap((secret) => [
      secret,
      Buffer.from(secret.toString("hex")),
      Buffer.from(secret.toString("base64").replace(/=+$/, "")),
      Buffer.from(secret.toString("base64url")),
    ]);
    const files = filesIn(path).filter((file) => file !== key);
    expect(files.length).toBeGreaterThan(8);
    const found = files.filter((file) => forms.some((form) => readFileSync(file).includes(form)));
    expect(found).toEqual([]);
    expect(readFileSync(key).includes(Buffer.from("PRIVATE+KEY"))).toBe(true);
    expect(verifyLog(join(path, "audit"))).toMatchObject({ exit: 0 });
  });

  test("of a person is in its own file alone, and can be erased", () => {
    const { path, parts } = logAt("personal");
    const log = openAuditLog(parts, momentAt(0));
    const personal = { name: "CANARY Ada Lovelace" };
    const sequence = log.append(
      { kind: "LOGIN", actor: "operator", payload: null, personal },
      momentAt(1),
    );
    log.end("stopped", momentAt(2));
    const holders = filesIn(path).filter((file) => readFileSync(file).includes("CANARY Ada"));
    expect(holders.map((file) => file.slice(path.length))).toEqual([
      `/audit/personal/00${sequence}`,
    ]);
    expect(verifyLog(join(path, "audit"))).toMatchObject({ exit: 0, erasedCount: 0 });
    rmSync(holders[0] ?? "");
    expect(verifyLog(join(path, "audit"))).toMatchObject({ exit: 0, erasedCount: 1 });
  });
});
