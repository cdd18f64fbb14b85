/** Which executions the kill switch starts once more. */
import { expect, test } from "bun:test";
import { pullKillSwitch } from "../../../../src/desk/run/end/kill-switch.ts";
import type { ActorPhase } from "../../../../src/runtime/supervisor/actor-status.ts";
import { planOf } from "../../config/desk-kit.ts";
import { statusOf } from "../../http/view-kit.ts";

const plan = await planOf();
const name = plan.actors.find(({ kind }) => kind === "execution")?.name ?? "";

const cases: readonly [ActorPhase, boolean][] = [
  ["READY", false],
  ["STARTING", false],
  ["QUARANTINED", true],
  ["BACKOFF", true],
  ["STOPPED", true],
  ["ENDED", true],
];
test.each(cases)("an execution that is %s is started once more: %p", (phase, isStarted) => {
  const told: string[] = [];
  const system = {
    hold: (actor: string, command = "HOLD") => told.push(`${command} ${actor}`) > 0,
    restart: async (actor: string) => told.push(`restart ${actor}`) > 0,
    status: () => [statusOf(name, { phase })],
  };
  pullKillSwitch(system, plan, "the test says so");
  expect(told).toEqual([`CANCEL ${name}`, ...(isStarted ? [`restart ${name}`] : [])]);
});
