/**
 * The files of `src/runtime/ring` themselves, in every interleaving of two to four threads, with
 * stores and loads out of order and threads that are terminated anywhere.
 *
 * OUTCRY_EXPLORE=long searches through every scenario in every memory order (some minutes);
 * OUTCRY_EXPLORE_REPLAY='<scenario>|<order>|<schedule>' runs one schedule again and tells its steps.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { ORDERS } from "./model/memory-order.ts";
import { bundleRing } from "./realm/load-ring.ts";
import { ordersOf, SCENARIOS, scenarioOf } from "./scenarios/all.ts";
import { explore, replay } from "./search/explore.ts";
import { reportViolation } from "./search/report-violation.ts";
import { describeRun, parseSchedule } from "./search/schedule.ts";
import { nameTopicWord } from "./search/word-names.ts";
import { compareTable } from "./verification-page.ts";

const isLong = process.env.OUTCRY_EXPLORE === "long";
const TIMEOUT_MS = isLong ? 1_800_000 : 120_000;
const text = await bundleRing();
const total = { searches: 0, states: 0, moves: 0, ends: 0 };
const rows = new Map(SCENARIOS.map(({ name }) => [name, new Map<string, number>()]));

const isReplay = process.env.OUTCRY_EXPLORE_REPLAY !== undefined;

describe.if(!isReplay)("the ring", () => {
  for (const scenario of SCENARIOS) {
    for (const order of ordersOf(scenario, isLong)) {
      test(
        `${scenario.name} (${order.name})`,
        () => {
          const explored = explore(scenario, order, text);
          rows.get(scenario.name)?.set(order.name, explored.states);
          total.searches += 1;
          total.states += explored.states;
          total.moves += explored.moves;
          total.ends += explored.ends;
          expect(explored.ends).toBeGreaterThan(0);
          const { violation } = explored;
          const told =
            violation === null ? null : reportViolation(scenario, order, explored, violation);
          expect(told).toBeNull();
        },
        TIMEOUT_MS,
      );
    }
  }
});

test.if(isReplay)("one schedule, told step by step", () => {
  const [name = "", orderName = "", schedule = ""] =
    process.env.OUTCRY_EXPLORE_REPLAY?.split("|") ?? [];
  const order = ORDERS[orderName as keyof typeof ORDERS];
  expect(order, `a memory order is one of ${Object.keys(ORDERS).join(", ")}`).toBeDefined();
  const moves = parseSchedule(schedule);
  const { stage, message } = replay(scenarioOf(name), order, { text, moves });
  const steps = describeRun(stage, moves, nameTopicWord);
  process.stderr.write(`${steps.join("\n")}\n${message ?? "nothing is wrong at its end"}\n`);
  expect(message).toBeNull();
});

test.if(!isLong && !isReplay)("the table in docs/verification.md is what was seen", async () => {
  const names = Object.keys(ORDERS);
  const head = [`| states | ${names.join(" | ")} |`, `|---|${names.map(() => "--:|").join("")}`];
  const lines = [...rows].map(([scenario, seen]) => {
    const cells = names.map((name) => seen.get(name) ?? "long");
    return `| ${scenario} | ${cells.join(" | ")} |`;
  });
  await compareTable("SCENARIOS", [...head, ...lines]);
});

afterAll(() => {
  const { searches, states, moves, ends } = total;
  process.stderr.write(
    `explored: ${searches} searches, ${states} states, ${moves} moves, ${ends} ends\n`,
  );
});
