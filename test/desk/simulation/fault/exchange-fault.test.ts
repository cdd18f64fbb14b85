/** A fault that is drawn for an exchange can be there: what it needs to be told is drawn with it. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { exchangeFault } from "../../../../src/desk/simulation/fault/exchange-fault.ts";
import { EXCHANGE_FAULTS } from "../../../../src/desk/simulation/fault/fault-plan.ts";
import { FaultyDesk } from "../../../trading/venue/simulated/fault/kit/faulty-desk.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`each kind can be armed at an exchange (SEED=${SEED})`, () => {
  const random = new Prng(SEED);
  for (const kind of EXCHANGE_FAULTS) {
    const desk = new FaultyDesk();
    const symbols = [...desk.venue.exchange.symbols.keys()];
    const armed = desk.faults.arm(exchangeFault(kind, random, symbols), desk.at);
    expect({ kind, ok: armed.ok }).toEqual({ kind, ok: true });
  }
});

test.each(["EXCHANGE_LISTED", "EXCHANGE_DELISTED", "EXCHANGE_TICK_CHANGED"] as const)(
  `%s changes what the exchange tells of its symbols (SEED=${SEED})`,
  (kind) => {
    const random = new Prng(SEED);
    const told = new Set<string>();
    for (let draw = 0; draw < 20; draw += 1) {
      const desk = new FaultyDesk();
      const shown = () =>
        JSON.stringify(
          [...desk.venue.exchange.symbols.values()].map(({ symbol, status, tick }) => [
            symbol,
            status,
            tick,
          ]),
        );
      told.add(shown());
      desk.faults.arm(
        exchangeFault(kind, random, [...desk.venue.exchange.symbols.keys()]),
        desk.at,
      );
      told.add(shown());
    }
    expect(told.size).toBeGreaterThan(2);
  },
);
