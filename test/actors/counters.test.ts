/** Counters of the actors: who watches a rate sees each at 0 before its first step. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import type { AnyActorDefinition } from "../../src/runtime/actor/define-actor.ts";
import { filesOf, root, textOf } from "../project.ts";

const COUNT = /(?:ctx\.count\(|\bcount\(state, )([^;]*?)\);/g;
const NAME = /"([^"]+:[^"]+)"/g;

const paths = await filesOf("actors/**/*.ts");
const texts = await Promise.all(paths.map(textOf));
/** What every strategy counts, and what the pure half of a gateway does. */
const ofDesk = await Promise.all(
  (await filesOf("src/desk/strategy/*.ts", "src/trading/venue/binance/gateway/**/*.ts")).map(
    textOf,
  ),
);
const used = new Set(
  [...texts, ...ofDesk].flatMap((text) =>
    [...text.matchAll(COUNT)].flatMap(([, given = ""]) =>
      [...given.matchAll(NAME)].map(([, name = ""]) => name),
    ),
  ),
);

async function declared(): Promise<ReadonlySet<string>> {
  const modules = paths.filter((_, index) => /^export default/m.test(texts[index] ?? ""));
  const definitions = await Promise.all(
    modules.map(async (path) => (await import(join(root, path))).default as AnyActorDefinition),
  );
  return new Set(definitions.flatMap(({ counters }) => counters ?? []));
}

test("every counter that an actor names in a call is declared, and so shown from the start", async () => {
  expect(used.size).toBeGreaterThan(20);
  const known = await declared();
  expect([...used].filter((name) => !known.has(name))).toEqual([]);
});

test("every counter that is declared is counted somewhere", async () => {
  // These are made of the kind of a refusal.
  const made = (name: string) => /^(?:refused|unchanged):/.test(name);
  expect([...(await declared())].filter((name) => !used.has(name) && !made(name))).toEqual([]);
});
