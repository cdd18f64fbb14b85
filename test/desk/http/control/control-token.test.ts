/** The token of a run: who can read it, and what is taken for it. */
import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueToken, TOKEN_FILE } from "../../../../src/desk/http/control/control-token.ts";

const folder = mkdtempSync(join(tmpdir(), "outcry-token-"));
const path = join(folder, TOKEN_FILE);

afterAll(() => rmSync(folder, { recursive: true }));

describe("issueToken", () => {
  test("writes 32 random bytes that only their user can read, and knows them again", async () => {
    const isToken = await issueToken(folder);
    const token = readFileSync(path, "utf8").trim();
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(isToken(token)).toBe(true);
    for (const wrong of ["", token.slice(1), `${token}a`]) expect(isToken(wrong)).toBe(false);
  });

  test("replaces a token that is there, whatever its mode was", async () => {
    writeFileSync(path, "old\n");
    chmodSync(path, 0o644);
    const isToken = await issueToken(folder);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(isToken("old")).toBe(false);
    expect(isToken(readFileSync(path, "utf8").trim())).toBe(true);
  });
});
