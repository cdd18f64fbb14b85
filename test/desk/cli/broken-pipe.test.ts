/** A listing whose reader leaves early ends well, and says nothing. */
import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Quote } from "../../../src/desk/message/quote.ts";
import { RecordFrames } from "../../../src/runtime/codec/record-frames.ts";
import { TYPE_SCHEMA } from "../../../src/runtime/codec/type-table.ts";

const MAIN = resolve(import.meta.dir, "../../../src/desk/cli/main.ts");
/** Far more than a pipe holds. */
const RECORDS = 20_000;

const folder = mkdtempSync(join(tmpdir(), "outcry-pipe-"));

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeLog(path: string): undefined {
  const frames = new RecordFrames();
  frames.addEntry(TYPE_SCHEMA, { number: 1, ...Quote.schema }, 0);
  const numbers = Quote.schema.fields.map(({ name }) => [name, 1] as const);
  const body = Object.fromEntries(numbers) as Parameters<typeof Quote.of>[0];
  const payload = new DataView(new ArrayBuffer(Quote.codec.sizeOf(body)));
  Quote.codec.write(payload, 0, body);
  const head = { type: 1, version: 1, committedAt: 1, actor: 0, flags: 0, wallMicros: 1 };
  for (let sequence = 1; sequence <= RECORDS; sequence += 1)
    frames.add({ ...head, sequence }, payload);
  writeFileSync(path, frames.take());
}

test("inspect ends with 0 and without an error when its reader has seen enough", async () => {
  const path = join(folder, "messages.log");
  writeLog(path);
  const child = Bun.spawn([process.execPath, MAIN, "inspect", path], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  expect(value?.length).toBeGreaterThan(0);
  expect(await new Response(child.stderr).text()).toBe("");
  expect(await child.exited).toBe(0);
});

test("audit ends with its verdict, and without an error, when nobody reads what it says", async () => {
  const child = Bun.spawn([process.execPath, MAIN, "audit", "verify", join(folder, "none")], {
    stdout: "pipe",
    stderr: "pipe",
  });
  await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
  expect(await child.exited).toBe(4);
});
