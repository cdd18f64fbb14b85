/** What a process was handed at a descriptor: read once, closed, and refused in one sentence where it is none. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SECRET_BYTES_MAX } from "../../../../src/desk/config/secret/secret-file.ts";

setDefaultTimeout(30_000);

const READER = join(import.meta.dir, "kit/read-descriptor.ts");
const folder = mkdtempSync(join(tmpdir(), "outcry-descriptor-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a reader of `number`; `hand` is what a shell puts behind the command. */
async function read(number: number | string, hand: string) {
  const line = `"$0" "$1" ${number} ${hand}`;
  const child = Bun.spawn(["bash", "-c", line, process.execPath, READER], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  return JSON.parse(text) as { answers: readonly unknown[]; isOpen: boolean };
}
function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

describe("a descriptor", () => {
  test.each([
    ["a file", () => `9< '${fileOf("key", "of a file")}'`, "of a file"],
    ["a pipe", () => "9< <(printf 'of a pipe')", "of a pipe"],
    ["a pipe that is written late", () => "9< <(sleep 0.3; printf 'of a pipe')", "of a pipe"],
    ["an empty pipe", () => "9< <(true)", ""],
  ])("that is %s is read once, known from then on, and closed", async (_, hand, text) => {
    expect(await read(9, hand())).toEqual({ answers: [text, text], isOpen: false });
  });

  test.each([
    ["is not there", 9, "", "descriptor 9 was not handed to this process: example: 9< key-file"],
    ["is a device", 9, "9< /dev/null", "descriptor 9 was not handed to this process"],
    ["is a stream", 1, "", "a descriptor is from 3 to 63: found 1"],
    ["is no number", "x", "", "a descriptor is from 3 to 63: found NaN"],
    ["is beyond the last", 64, "", "a descriptor is from 3 to 63: found 64"],
  ])("that %s is refused", async (_, number, hand, failure) => {
    const { answers } = await read(number, hand);
    expect(answers).toEqual([
      { failure: expect.stringContaining(failure) },
      { failure: expect.stringContaining(failure) },
    ]);
  });

  test("that holds too much is refused", async () => {
    const path = fileOf("large", "x".repeat(SECRET_BYTES_MAX + 1));
    const { answers, isOpen } = await read(9, `9< '${path}'`);
    const failure = `descriptor 9 must hold <= ${SECRET_BYTES_MAX} bytes: it holds more`;
    expect([answers[0], isOpen]).toEqual([{ failure }, false]);
  });

  test("that nobody closes behind the secret is given up", async () => {
    const failure = "descriptor 9 is still open for writing: close it behind the secret";
    // Open as long as the reader lives, however late it comes to read; it ends by itself.
    const hold = "for look in {1..100}; do kill -0 $$ || break; sleep 0.2; done 2>/dev/null";
    const { answers } = await read(9, `9< <(printf secret; ${hold})`);
    expect(answers).toEqual([{ failure }, { failure }]);
  });
});
