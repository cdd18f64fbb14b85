/** AU-8 and the formats: signed notes, checkpoints and keys, for writer and verifier alike. */
import { describe, expect, test } from "bun:test";
import { createPrivateKey, sign } from "node:crypto";
import {
  checkSignatures,
  parseNote,
} from "../../../../src/desk/audit-verify/note/signed-checkpoint.ts";
import {
  parseKeyFile,
  parseVerifierKey,
} from "../../../../src/desk/audit-verify/note/verifier-key.ts";
import {
  checkpointText,
  joinNote,
  parseCheckpoint,
} from "../../../../src/runtime/journal/audit/note/checkpoint-text.ts";
import { isSigned } from "../../../../src/runtime/journal/audit/note/note-check.ts";
import {
  NoteKey,
  parseSignerKey,
  signerKeyText,
} from "../../../../src/runtime/journal/audit/note/note-key.ts";
import { EMPTY_ROOT } from "../../../../src/runtime/journal/audit/tree/tree-hash.ts";
import { keyOf } from "./kit/audit-kit.ts";

const ROOT = Buffer.from("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "base64");
const TEXT = checkpointText({ origin: "outcry.example/acct7/run", size: 20_852_163, root: ROOT });
const known = keyOf(1);
const good = known.signatureLine(TEXT);
const UNKNOWN = Array.from({ length: 20 }, (_, at) => keyOf(50 + at).signatureLine(TEXT));

/** A line in the known key's name whose signature is another's. */
function forged(): string {
  const line = keyOf(9).signatureLine(TEXT).trimEnd().split(" ").at(-1) ?? "";
  const bytes = Buffer.from(line, "base64");
  bytes.set(Buffer.from(known.id, "hex"));
  return `— ${known.name} ${bytes.toString("base64")}\n`;
}

/** What both sides say of a note. */
function judged(note: string): { writer: boolean; verifier: string } {
  const parsed = parseNote(note);
  const key = parseVerifierKey(known.verifierKey);
  return {
    writer: isSigned(note, [known.verifierKey]),
    verifier: parsed === null || key === null ? "NONE" : checkSignatures(parsed, [key]),
  };
}

describe("a checkpoint", () => {
  test("is three lines: origin, size and root", () => {
    expect(TEXT).toBe(
      "outcry.example/acct7/run\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    );
    expect(parseCheckpoint(TEXT)).toMatchObject({ size: 20_852_163, root: ROOT });
  });

  test.each([
    ["leading zeros", TEXT.replace("20852163", "020852163")],
    ["no newline at its end", TEXT.slice(0, -1)],
    ["a fourth line", `${TEXT}more\n`],
    [
      "a root of 31 bytes",
      TEXT.replace(/\n[^\n]+\n$/, `\n${Buffer.alloc(31).toString("base64")}\n`),
    ],
    ["a size that is no safe integer", TEXT.replace("20852163", "9999999999999999")],
  ])("with %s is none", (_, text) => {
    expect(parseCheckpoint(text)).toBeNull();
    expect(parseNote(joinNote(text, [good]))).toBeNull();
  });

  test("of no leaves has the hash of nothing as its root", () => {
    expect(Buffer.from(EMPTY_ROOT).toString("base64")).toBe(
      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    );
  });
});

describe("AU-8: a signed note", () => {
  test("is accepted with the signature of a known key", () => {
    expect(judged(joinNote(TEXT, [good]))).toEqual({ writer: true, verifier: "GOOD" });
  });

  test("is accepted with unknown signatures around it, 16 in all and more", () => {
    for (const count of [1, 15, 20]) {
      const lines = [...UNKNOWN.slice(0, count), good];
      expect(judged(joinNote(TEXT, lines))).toEqual({ writer: true, verifier: "GOOD" });
    }
  });

  test("is of nobody known when only unknown keys have signed", () => {
    expect(judged(joinNote(TEXT, UNKNOWN))).toEqual({ writer: false, verifier: "UNKNOWN" });
  });

  test("is rejected with a bad signature of a known key, wherever it stands", () => {
    for (const lines of [[forged()], [good, forged()], [forged(), good]]) {
      expect(judged(joinNote(TEXT, lines))).toEqual({ writer: false, verifier: "BAD" });
    }
  });

  test("is none with a control character, or without the empty line", () => {
    for (const note of [
      joinNote(TEXT.replace("run", "r\tn"), [good]),
      joinNote(TEXT.replace("run", "r\u007fn"), [good]),
      joinNote(TEXT, [good.replace("\n", "\r\n")]),
      `${TEXT}${good}`,
      joinNote(TEXT, []),
      joinNote(TEXT, [good]).slice(0, -1),
    ]) {
      expect(judged(note).verifier).toBe("NONE");
    }
  });
});

describe("a key", () => {
  test("has the id that C2SP defines: of its name, a newline, 0x01 and its bytes", () => {
    // The example of golang.org/x/mod/sumdb/note, whose key is published with its seed.
    const text = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const key = parseSignerKey(text);
    expect(key).toMatchObject({ ok: true, value: { name: "PeterNeumann", id: "c74f20a3" } });
    expect(key.ok && key.value.verifierKey).toBe(
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    );
    const note =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    expect(key.ok && key.value.signatureLine(note)).toBe(
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
    );
  });

  test("is read back from its file's text, and with another id it is none", () => {
    const text = signerKeyText("desk", Buffer.alloc(32, 5));
    const key = parseSignerKey(text);
    expect(key.ok && key.value.verifierKey).toBe(
      new NoteKey("desk", Buffer.alloc(32, 5)).verifierKey,
    );
    const failed = parseSignerKey(text.replace(/\+([0-9a-f]{8})\+/, "+00000000+"));
    expect(failed.ok).toBe(false);
    expect(JSON.stringify(failed)).not.toContain(
      Buffer.alloc(32, 5).toString("base64").slice(0, 12),
    );
  });

  test("signs as Ed25519 does", () => {
    const seed = Buffer.alloc(32, 1);
    const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
    const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    const bytes = Buffer.from(good.trimEnd().split(" ").at(-1) ?? "", "base64");
    expect(bytes.subarray(4).equals(sign(null, Buffer.from(TEXT), key))).toBe(true);
  });

  test.each(["", "a b", "a+b", "a\u0001b", "a\nb"])("has no name %j", (name) => {
    expect(() => new NoteKey(name, Buffer.alloc(32))).toThrow("the name of a key");
  });

  test("does not print its seed", () => {
    const shown = Bun.inspect(keyOf(77));
    expect(shown).not.toContain(Buffer.alloc(32, 77).toString("base64"));
    expect(shown).not.toContain("77, 77");
  });

  test("of a verifier is refused when a character of it is changed", () => {
    const text = known.verifierKey;
    for (let at = 0; at < text.length; at += 1) {
      const other = `${text.slice(0, at)}${text[at] === "x" ? "y" : "x"}${text.slice(at + 1)}`;
      expect(parseVerifierKey(other)).toBeNull();
    }
    expect(parseKeyFile(`${text}\n${text.replace("+", "-")}\n`)).toBeNull();
  });
});
