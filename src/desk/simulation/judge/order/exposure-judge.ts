/** Risk, when it approves, counts at least what works at the venue: less, and a limit is not one. */
import { Approved, bringsOrder } from "../../../message/approved.ts";
import { type Court, type Hearing, hearing } from "../judge.ts";
import type { VenueTruth } from "./venue-truth.ts";

/** What risk's board shows of an instrument. Lots. */
export type CountedLots = { readonly workingBuyLots: number; readonly workingSellLots: number };

export class ExposureJudge {
  readonly #court: Court;
  readonly #truth: VenueTruth;
  readonly #counted: (instrument: number) => CountedLots | null;

  constructor(
    court: Court,
    truth: VenueTruth,
    counted: (instrument: number) => CountedLots | null,
  ) {
    this.#court = court;
    this.#truth = truth;
    this.#counted = counted;
  }

  get hearings(): readonly Hearing[] {
    return [
      hearing(Approved, ({ action, instrument }) => {
        if (bringsOrder(action)) this.#look(instrument);
      }),
    ];
  }

  #look(instrument: number): undefined {
    const counted = this.#counted(instrument);
    const pairs = this.#truth.pairs().filter((pair) => pair.instrument === instrument);
    const buyLots = pairs.reduce((sum, pair) => sum + pair.workingBuyLots, 0);
    const sellLots = pairs.reduce((sum, pair) => sum + pair.workingSellLots, 0);
    const { workingBuyLots = Number.NaN, workingSellLots = Number.NaN } = counted ?? {};
    if (workingBuyLots >= buyLots && workingSellLots >= sellLots) return;
    const text = `risk counts ${workingBuyLots} lots to buy and ${workingSellLots} to sell`;
    const works = `${buyLots} and ${sellLots} work`;
    this.#court.accuse("exposure", `${text} of instrument ${instrument} as it approves: ${works}`);
  }
}
