/** The agenda against a list that is sorted each time. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { Agenda, type Alarm } from "../../../../../src/runtime/supervisor/tree/pace/agenda.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const nothing = (): undefined => {};

describe("Agenda", () => {
  test("is due at the earliest entry that was not cancelled", () => {
    const agenda = new Agenda();
    expect(agenda.nextAtMs).toBe(Number.POSITIVE_INFINITY);
    const early = agenda.add(5, nothing);
    agenda.add(7, nothing);
    expect(agenda.nextAtMs).toBe(5);
    early.isCancelled = true;
    expect(agenda.nextAtMs).toBe(7);
    expect(agenda.takeDue(6.9)).toBeNull();
    expect(agenda.takeDue(7)?.atMs).toBe(7);
    expect(agenda.takeDue(8)).toBeNull();
  });

  test("entries of one moment come in the order in which they were added", () => {
    const agenda = new Agenda();
    const alarms = Array.from({ length: 100 }, () => agenda.add(1, nothing));
    expect(alarms.map(() => agenda.takeDue(1))).toEqual(alarms);
  });

  test(`gives what a sorted list gives, whatever is added and cancelled (SEED=${SEED})`, () => {
    const prng = new Prng(SEED);
    const agenda = new Agenda();
    let model: Alarm[] = [];
    for (let step = 0; step < 20_000; step += 1) {
      const what = prng.unit();
      if (what < 0.5) model.push(agenda.add(prng.between(0, 50), nothing));
      else if (what < 0.8 && model.length > 0) prng.pick(model).isCancelled = true;
      else {
        model = model.filter(({ isCancelled }) => !isCancelled);
        const nowMs = prng.between(0, 60);
        const [first] = model.toSorted((left, right) => left.atMs - right.atMs);
        const due = first !== undefined && first.atMs <= nowMs ? first : null;
        expect(agenda.takeDue(nowMs)).toBe(due);
        model = model.filter((alarm) => alarm !== due);
      }
    }
  });
});
