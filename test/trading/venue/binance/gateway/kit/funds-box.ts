/** What a gateway keeps of the account's money, as its board has it over the lives of a core. */
import type { OrderImage } from "../../../../../../src/desk/record/order-image.ts";
import {
  instrumentsMarkOf,
  type KeptFunds,
  type KeptFundsRow,
  type LeftFunds,
  leftFundsOf,
  rowsOf,
} from "../../../../../../src/trading/venue/binance/gateway/funds/kept-funds.ts";
import { INSTRUMENTS, OWN_KEY } from "./spot-venue.ts";

const MARK = { key: OWN_KEY.mark, instruments: instrumentsMarkOf(INSTRUMENTS) };

export class FundsBox {
  rows: readonly KeptFundsRow[] = [];
  #revision = 0;
  #shown = 0;

  /** Takes down what is to be kept: asked when all was said, as `image` has it. */
  note({ revision, isWhole, amounts }: KeptFunds, image: () => OrderImage): undefined {
    if (revision === this.#revision || !isWhole) return;
    this.#revision = revision;
    this.#shown += 1;
    const { told, filled } = image();
    const mark = { ...MARK, isReleased: false, ...asOf({ told, filled }) };
    this.rows = rowsOf(amounts(), mark, this.#shown);
  }

  /** For the next life, whose revisions begin anew. */
  left({ told, filled }: OrderImage): LeftFunds {
    this.#revision = 0;
    const { fills } = asOf({ told, filled });
    return leftFundsOf(this.rows, { ...MARK, fills, told: told.oldestFirst() });
  }
}

function asOf({ told, filled }: Pick<OrderImage, "told" | "filled">) {
  return {
    sequence: told.oldestFirst().at(-1)?.sequence ?? 0,
    fills: filled.reduce((sum, pair) => sum + pair.fills, 0),
  };
}
