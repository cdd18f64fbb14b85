/**
 * The layouts of the catalogue as they were committed. One that changed needs a new version, so that
 * old files stay readable; `SCHEMAS=write bun test test/desk/message` then writes the new hashes.
 */
import { expect, test } from "bun:test";
import { resolve } from "node:path";
import type { MessageType } from "../../../src/runtime/codec/message-type.ts";
import { hashSchema } from "../../../src/runtime/codec/schema-hash.ts";

const CATALOGUE = resolve(import.meta.dir, "../../../src/desk/message");
const HASHES = resolve(import.meta.dir, "schema-hashes.json");

function isMessageType(value: unknown): value is MessageType<never> {
  return typeof value === "object" && value !== null && "schema" in value && "codec" in value;
}

async function readCatalogue(): Promise<MessageType<never>[]> {
  const files = [...new Bun.Glob("*.ts").scanSync(CATALOGUE)].toSorted();
  const modules = await Promise.all(files.map((file) => import(resolve(CATALOGUE, file))));
  return modules.flatMap((module) => Object.values(module)).filter(isMessageType);
}

function labelOf({ name, version }: MessageType<never>): string {
  return `${name} ${version}`;
}

const types = await readCatalogue();
const hashes = Object.fromEntries(
  types.map((type) => [labelOf(type), hashSchema(type.schema)] as const).toSorted(),
);
if (process.env.SCHEMAS === "write") {
  await Bun.write(HASHES, `${JSON.stringify(hashes, null, 2)}\n`);
}

test("a message type's layout changes only with its version", async () => {
  const committed: Record<string, string> = await Bun.file(HASHES).json();
  expect(hashes).toEqual(committed);
});

test("no two message types of the catalogue share name and version", () => {
  expect(new Set(types.map(labelOf)).size).toBe(types.length);
});
