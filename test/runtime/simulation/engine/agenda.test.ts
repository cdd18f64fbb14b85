/** The agenda against a sorted array: the earliest first, and at one time the first that came. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { Agenda } from "../../../../src/runtime/simulation/engine/agenda.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const OWNER = { isAlive: true, busyUntil: 0 };
const nothing = () => {};

type Expected = { readonly at: number; readonly order: number };

describe("Agenda", () => {
  test("is empty at first, and then nothing is ever due", () => {
    const agenda = new Agenda();
    expect([agenda.size, agenda.nextAt, agenda.take()]).toEqual([0, Infinity, undefined]);
  });

  test("gives entries of one time in the order in which they came", () => {
    const agenda = new Agenda();
    for (let order = 0; order < 100; order += 1) agenda.add(5, OWNER, nothing, false);
    const orders = Array.from({ length: 100 }, () => agenda.take()?.order);
    expect(orders).toEqual(orders.toSorted((left = 0, right = 0) => left - right));
  });

  test(`takes what a sorted array would take, whatever comes between (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const agenda = new Agenda();
    const model: Expected[] = [];
    for (let step = 0; step < 20_000; step += 1) {
      // More comes than goes for a while, then more goes: the heap grows and shrinks.
      const adds = prng.unit() < (Math.floor(step / 2_000) % 2 === 0 ? 0.7 : 0.3);
      if (adds) {
        const { at, order } = agenda.add(prng.between(0, 50), OWNER, nothing, false);
        const index = model.findIndex((one) => one.at > at);
        model.splice(index < 0 ? model.length : index, 0, { at, order });
      } else {
        const taken = agenda.take();
        const wanted = model.shift();
        expect([taken?.at, taken?.order]).toEqual([wanted?.at, wanted?.order]);
      }
      expect([agenda.size, agenda.nextAt]).toEqual([model.length, model[0]?.at ?? Infinity]);
    }
  });

  test("keeps whose an entry is, and whether promises follow", () => {
    const agenda = new Agenda();
    const entry = agenda.add(1, OWNER, nothing, true);
    expect(agenda.take()).toBe(entry);
    expect(entry).toMatchObject({ at: 1, owner: OWNER, run: nothing, isAsync: true });
  });
});
