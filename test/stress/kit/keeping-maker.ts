/**
 * Two market makers of other code and of one kept state: where they are in each topic they read, and
 * which of their orders are at work. A life goes on from what the one before it kept: it counts the
 * records that were lost or came twice between the two, and writes down which orders it knows of.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { SwapCode } from "../../../src/runtime/supervisor/swap/swap.ts";
import type { Change, FaultFolder } from "../../desk/faults/kit/fault-folder.ts";

/** Records that were not the next one of their topic. */
export const TORN = "maker:torn";

/** What it counts its settles under. */
export type MakerName = "one" | "two";
export const settlesOf = (name: MakerName): string => `maker:${name}`;

/** Ids of orders that the venue has, as the old life knew them last, and the new one first. */
export type Opening = {
  readonly life: number;
  /** Nanoseconds. */
  readonly keptAt: number;
  readonly kept: readonly string[];
  readonly knownAt: number;
  readonly known: readonly string[];
};

const IMPORT = 'import { bps, flag, quantity } from "../../src/runtime/actor/setting.ts";';

const changesFor = (name: MakerName, openings: string): readonly Change[] => [
  [
    IMPORT,
    `import { appendFileSync } from "node:fs";
${IMPORT}
import { definePacked } from "../../src/runtime/codec/define-packed.ts";`,
  ],
  [
    "export default defineStrategy({",
    `const sentOf = (orders) =>
  orders.open.filter(({ status }) => status !== "INIT").map(({ orderId }) => orderId);

const maker = defineStrategy({
  keep: definePacked("maker-kept", 1),
  snapshot: ({ heard, desk }) => ({
    heard,
    at: desk?.now() ?? 0,
    open: desk === null ? [] : sentOf(desk.orders),
  }),`,
  ],
  [
    "start: (_ctx, args) => ({ ...args }),",
    "start: ({ kept }, args) => ({ ...args, kept, heard: { ...kept?.heard }, desk: null }),",
  ],
  [
    "  settle(state, ctx) {",
    `  settle(state, ctx) {
    ctx.count("${settlesOf(name)}");
    state.desk = ctx;`,
  ],
  [
    "type Wanted = {",
    `export default {
  ...maker,
  open(held, ctx) {
    maker.open(held, ctx);
    const { own, desk, instruments } = held;
    if (!own.kept) return;
    const known = sentOf(desk.of(instruments[0]).orders);
    const { at: keptAt, open: kept } = own.kept;
    const opening = { life: ctx.self.incarnation, keptAt, kept, knownAt: ctx.now(), known };
    appendFileSync(${JSON.stringify(openings)}, JSON.stringify(opening) + "\\n");
  },
  record({ own }, record, ctx) {
    const last = own.heard[ctx.from];
    if (last !== undefined && record.sequence !== last + 1) ctx.count("${TORN}");
    own.heard[ctx.from] = record.sequence;
  },
};

type Wanted = {`,
  ],
];

const openingsIn = (folder: FaultFolder) => join(folder.root, "openings.jsonl");

/** Writes the module, and returns what a file's `use` says of it. */
export function putMaker(folder: FaultFolder, name: MakerName): string {
  const use = `strategy/maker-${name}`;
  folder.variant(use, "strategy/market-maker", changesFor(name, openingsIn(folder)));
  return use;
}

/** The module at `use` as code to swap to, inspected and pinned now. */
export async function codeOf(folder: FaultFolder, use: string): Promise<Omit<SwapCode, "args">> {
  const modules = await folder.modules();
  const inspected = await modules.inspect(pathToFileURL(folder.module(use)).href);
  if (!inspected.ok || inspected.code === null) throw new Error(`${use} does not build`);
  const { inspection, code } = inspected;
  return { module: modules.urlOf(code), code: code.hash, inspection };
}

/** What each life but the first found, in order; also one that was too late to begin. */
export function openingsOf(folder: FaultFolder): readonly Opening[] {
  const path = openingsIn(folder);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Opening);
}
