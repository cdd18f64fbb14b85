/** Runs a scenario in all its variants, and says where one comes to something else than it should. */
import { Prng } from "../../../../../../../src/core/prng.ts";
import { type Outcome, outcomeOf, untruthsOf } from "./outcome.ts";
import type { Parts } from "./parts.ts";
import type { Scenario } from "./scenario.ts";
import { type CrashMode, Scene, type Twist } from "./scene.ts";
import { Schedule } from "./schedule.ts";

/** How many runs a scenario had. */
export type Runs = {
  readonly crash: number;
  readonly twice: number;
  readonly late: number;
  readonly order: number;
  /** All orders of arrival were played. */
  readonly isEveryOrder: boolean;
  /** Orders that a crash took from the record: adopted and cancelled. */
  readonly lost: number;
};

export type Budget = { readonly orders: number; readonly seed: number };

const MODES: readonly CrashMode[] = ["BEFORE", "UNWRITTEN", "UNSAID", "AFTER"];

export class Failed extends Error {}

/** @throws {Failed} Naming the variant, when one does not end as it should. */
export function playScenario(parts: Parts, scenario: Scenario, budget: Budget): Runs {
  const plain = played(parts, scenario, "plain", {}, new Schedule());
  judgePlain(scenario, plain);
  const outcome = outcomeOf(plain);
  const { without = {} } = scenario;
  const runs = { crash: 0, twice: 0, late: 0, lost: 0 };
  for (const { kind, name, twist } of twistsOf(plain)) {
    if (without[kind] !== undefined) continue;
    runs[COUNTS[kind]] += 1;
    const scene = played(parts, scenario, name, twist, new Schedule());
    const { isAnyLost } = scene.strategy;
    if (isAnyLost) runs.lost += 1;
    const mayDiffer = kind === "CRASH" && (isAnyLost || scenario.onlyTrue !== undefined);
    if (!mayDiffer) expectSame(scenario, name, outcome, scene);
  }
  const orders =
    without.ORDER === undefined
      ? playOrders(parts, scenario, outcome, budget)
      : { order: 0, isEveryOrder: false };
  return { ...runs, ...orders };
}

const COUNTS = { CRASH: "crash", TWICE: "twice", LATE: "late" } as const;

type NamedTwist = {
  readonly kind: keyof typeof COUNTS;
  readonly name: string;
  readonly twist: Twist;
};

function* twistsOf({ steps, messages }: Scene): Generator<NamedTwist> {
  for (let step = 1; step <= steps; step += 1) {
    for (const mode of MODES) {
      const name = `crash ${mode} in step ${step}`;
      yield { kind: "CRASH", name, twist: { crash: { step, mode } } };
    }
  }
  for (let message = 1; message <= messages; message += 1) {
    for (const isAtEnd of [false, true]) {
      const name = `message ${message} again ${isAtEnd ? "at the end" : "at once"}`;
      yield { kind: "TWICE", name, twist: { twice: { message, isAtEnd } } };
    }
    yield { kind: "LATE", name: `message ${message} late`, twist: { late: message } };
  }
}

/** All orders of arrival, as far as there are few; then some from a seed. */
function playOrders(
  parts: Parts,
  scenario: Scenario,
  outcome: Outcome,
  { orders, seed }: Budget,
): { readonly order: number; readonly isEveryOrder: boolean } {
  let order = 0;
  let schedule: Schedule | null = new Schedule();
  while (schedule !== null && order < Math.ceil(orders / 2)) {
    order += 1;
    const name = `order ${order}`;
    expectSame(scenario, name, outcome, played(parts, scenario, name, {}, schedule));
    schedule = schedule.next();
  }
  if (schedule === null) return { order, isEveryOrder: true };
  for (let sample = 1; order < orders; sample += 1) {
    order += 1;
    const name = `order by seed ${seed + sample}`;
    const random = new Schedule([], new Prng(seed + sample));
    expectSame(scenario, name, outcome, played(parts, scenario, name, {}, random));
  }
  return { order, isEveryOrder: false };
}

function played(
  parts: Parts,
  scenario: Scenario,
  name: string,
  twist: Twist,
  schedule: Schedule,
): Scene {
  const scene = new Scene(parts, schedule, twist);
  try {
    scene.begin();
    for (const { run } of scenario.when) {
      scene.between(false);
      run(scene);
    }
    scene.between(true);
    scene.rest();
  } catch (error) {
    throw new Failed(`${scenario.id}, ${name}: ${(error as Error).message}`, { cause: error });
  }
  const wrong = untruthsOf(scene);
  if (wrong.length > 0) fail(scenario, name, wrong.join("; "), scene);
  return scene;
}

function judgePlain({ id, thus }: Scenario, scene: Scene): undefined {
  const { orders, position } = outcomeOf(scene);
  const wanted = { orders: thus.orders, position: thus.position ?? [0, 0] };
  const differs = JSON.stringify({ orders, position }) !== JSON.stringify(wanted);
  if (differs) fail({ id }, "plain", `${JSON.stringify({ orders, position })}`, scene);
  const { alarms = [] } = thus;
  const raised = scene.alarms.filter((text) => !text.startsWith("INFO"));
  const strange = raised.filter((text) => !alarms.some((one) => one.test(text)));
  if (strange.length > 0) fail({ id }, "plain", `it alarms: ${strange.join("; ")}`, scene);
  const missing = alarms.filter((one) => !raised.some((text) => one.test(text)));
  if (missing.length > 0) fail({ id }, "plain", `no alarm is ${missing.join(", ")}`, scene);
  try {
    thus.also?.(scene);
  } catch (error) {
    throw new Failed(`${id}, plain: ${(error as Error).message}`, { cause: error });
  }
}

function expectSame(scenario: Scenario, name: string, outcome: Outcome, scene: Scene): undefined {
  const found = JSON.stringify(outcomeOf(scene));
  const wanted = JSON.stringify(outcome);
  if (found !== wanted) fail(scenario, name, `it ends with ${found}, plainly ${wanted}`, scene);
}

function fail({ id }: Pick<Scenario, "id">, name: string, what: string, scene: Scene): never {
  const said = scene.record.events
    .map(({ orderId, kind, cumLots, leavesLots }) => `${orderId} ${kind} ${cumLots}/${leavesLots}`)
    .join("\n");
  throw new Failed(`${id}, ${name}: ${what}\n${scene.alarms.join("\n")}\n${said}`);
}
