/** A file that holds a secret is its owner's only. */
import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  readSecretFile,
  SECRET_BYTES_MAX,
} from "../../../../src/desk/config/secret/secret-file.ts";

const folder = mkdtempSync(join(tmpdir(), "outcry-secret-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string, mode: number, below = "."): string {
  const path = join(folder, below, `key-${mode.toString(8)}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe("readSecretFile", () => {
  test.each([0o600, 0o400])("takes one of mode %o, without its last line end", (mode) => {
    const path = fileOf("one\r\ntwo\r\n", mode);
    expect(readSecretFile(path, undefined)).toEqual({ ok: true, value: "one\r\ntwo" });
  });

  test.each([0o604, 0o640, 0o602, 0o601, 0o610, 0o644, 0o777])(
    "refuses one of mode %o, and says how to cure it",
    (mode) => {
      const path = fileOf("hunter2-hunter2", mode);
      const read = readSecretFile(path, undefined);
      expect(read).toEqual({
        ok: false,
        failure: `file ${path} must be for its owner only: current mode is ${mode.toString(8)}, so others reach it; chmod 600 ${path}`,
      });
      expect(JSON.stringify(read)).not.toContain("hunter2");
    },
  );

  test("looks at the file that a link leads to", () => {
    const link = join(folder, "link");
    symlinkSync(fileOf("open to all", 0o644), link);
    expect(readSecretFile(link, undefined)).toMatchObject({ ok: false });
  });

  test("takes what a service manager guards itself, and nothing beside it", () => {
    const path = fileOf("guarded by others", 0o440);
    expect(readSecretFile(path, folder)).toEqual({ ok: true, value: "guarded by others" });
    for (const name of ["guarded", "guarded-not"]) mkdirSync(join(folder, name));
    const beside = fileOf("beside", 0o440, "guarded-not");
    expect(readSecretFile(beside, join(folder, "guarded"))).toMatchObject({ ok: false });
    expect(readSecretFile(path, "")).toMatchObject({ ok: false });
    expect(readSecretFile(join(folder, "none"), folder)).toMatchObject({ ok: false });
  });

  test("refuses one that is too large", () => {
    const path = fileOf("x".repeat(SECRET_BYTES_MAX + 1), 0o600);
    expect(readSecretFile(path, undefined)).toMatchObject({
      failure: `file ${path} must hold <= ${SECRET_BYTES_MAX} bytes: it holds ${SECRET_BYTES_MAX + 1}`,
    });
  });
});
