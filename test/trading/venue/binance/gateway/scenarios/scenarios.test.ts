/**
 * Whatever one spot venue can show, however its messages come and wherever the gateway dies: each
 * scenario is run plainly, with a crash at each step, with each message twice and late, and in the orders
 * in which messages could arrive. All runs of one end with the same orders, fills, money and position.
 *
 * `OUTCRY_SCENARIOS=long` plays many more orders of arrival, `SEED=n` samples others, and
 * `OUTCRY_TABLES=1` writes the table of the page.
 */
import { expect, test } from "bun:test";
import { PARTS } from "./kit/parts.ts";
import type { Scenario } from "./kit/scenario.ts";
import { playScenario, type Runs } from "./kit/variants.ts";
import { NOT_OF_SPOT, SCENARIOS } from "./list/all.ts";

const PAGE = "docs/gateway-scenarios.md";
const ORDERS = process.env.OUTCRY_SCENARIOS === "long" ? 3_000 : 120;
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
/** Of the design's catalogue. */
const CATALOGUE = Array.from({ length: 33 }, (_, at) => `S${`${2 * at + 1}`.padStart(2, "0")}`);

const runsOf = new Map<string, Runs>();

for (const scenario of SCENARIOS) {
  const { id, given } = scenario;
  test(`${id}: ${given} (seed ${SEED})`, () => {
    const runs = playScenario(PARTS, scenario, { orders: ORDERS, seed: SEED });
    runsOf.set(id, runs);
    const { crash, twice, late, order } = runs;
    const { without = {} } = scenario;
    expect(crash > 0 || "CRASH" in without).toBe(true);
    expect(order > 0 || "ORDER" in without).toBe(true);
    expect(twice).toBe("TWICE" in without ? 0 : twice);
    expect(late).toBe("LATE" in without ? 0 : late);
  }, 120_000);
}

test("every scenario of the catalogue is played, or it is said why it cannot be", () => {
  const played = new Set(SCENARIOS.map(({ id }) => id.slice(0, 3)));
  expect(CATALOGUE.filter((id) => played.has(id) === NOT_OF_SPOT.has(id))).toEqual([]);
});

test("an id is of one scenario", () => {
  const ids = SCENARIOS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the page has a row for each of them", async () => {
  const begin = "<!-- scenarios -->\n";
  const end = "\n<!-- /scenarios -->";
  const page = await Bun.file(PAGE).text();
  const [head = "", rest = ""] = page.split(begin);
  const [found = "", tail = ""] = rest.split(end);
  const table = tableOf();
  if (process.env.OUTCRY_TABLES === "1") await Bun.write(PAGE, head + begin + table + end + tail);
  // How many runs there are follows from the core: only what is said of them has to be true.
  else expect(withoutCounts(found)).toBe(withoutCounts(table));
});

function tableOf(): string {
  const played = SCENARIOS.map((scenario) => rowOf(scenario, runsOf.get(scenario.id)));
  const others = [...NOT_OF_SPOT].map(([id, [what, why]]) => `| ${id} | ${what} | ${why} |||||`);
  return [
    "| Scenario | What happens | Crash | Twice | Late | Orders | Not so, and why |",
    "|---|---|--:|--:|--:|--:|---|",
    ...[...played, ...others].toSorted(),
  ].join("\n");
}

function rowOf({ id, given, onlyTrue, without = {} }: Scenario, runs: Runs | undefined): string {
  const { crash = 0, twice = 0, late = 0, order = 0, isEveryOrder = false } = runs ?? {};
  const noted = onlyTrue === undefined ? [] : [["a crash may end it otherwise", onlyTrue]];
  const why = [...noted, ...Object.entries(without)].map(([kind, reason]) => `${kind}: ${reason}`);
  const orders = isEveryOrder ? `all ${order}` : `${order}`;
  const cells = [id, given, crash, twice, late, orders, why.join("; ")];
  return `| ${cells.join(" | ")} |`;
}

function withoutCounts(table: string): string {
  return table.replace(/\| (?:all )?\d+ (?=\|)/g, "| n ");
}
