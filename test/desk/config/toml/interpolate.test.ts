/** What placeholders in texts become, and which are refused. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interpolate } from "../../../../src/desk/config/toml/interpolate.ts";

const environment = { KEY: "value", EMPTY: "" };

describe("interpolate", () => {
  test.each([
    ["plain text stays", "a $ {b}", "a $ {b}"],
    ["a variable", `x-\${env:KEY}-y`, "x-value-y"],
    ["two variables", `\${env:KEY}\${env:KEY}`, "valuevalue"],
    ["an empty variable is set", `\${env:EMPTY:-other}`, ""],
    ["a default", `\${env:ABSENT:-a:b}`, "a:b"],
    ["an empty default", `\${env:ABSENT:-}`, ""],
  ])("%s", (_, text, value) => {
    expect(interpolate(text, { environment })).toEqual({ ok: true, value });
  });

  test.each([
    ["a variable that is not set", `\${env:ABSENT}`, "environment variable ABSENT is not set"],
    ["a file that is not there", `\${file:/no/such}`, "cannot read file /no/such: ENOENT"],
    ["a descriptor that is not there", `\${fd:61}`, "descriptor 61 was not handed to this process"],
    ["a descriptor that is no number", `\${fd:3x}`, "a descriptor is from 3 to 63"],
    ["a vault", `\${vault:a#b}`, `\${vault: is not available yet`],
    ["an unknown source", `\${KEY}`, `cannot resolve \${KEY}`],
    ["an open end", `\${env:KEY`, `\${ without its }`],
  ])("%s is refused", (_, text, failure) => {
    const outcome = interpolate(text, { environment });
    expect(outcome.ok ? "" : outcome.failure).toStartWith(failure);
  });

  test("a file stands for its text without the last line's end", () => {
    const folder = mkdtempSync(join(tmpdir(), "outcry-secret-"));
    writeFileSync(join(folder, "key"), "secret\n", { mode: 0o600 });
    const outcome = interpolate(`\${file:${join(folder, "key")}}`, { environment });
    rmSync(folder, { recursive: true });
    expect(outcome).toEqual({ ok: true, value: "secret" });
  });

  test("what a variable says is not looked into again", () => {
    const nested = { environment: { A: `\${env:B}`, B: "b" } };
    expect(interpolate(`\${env:A}`, nested)).toEqual({ ok: true, value: `\${env:B}` });
  });
});
