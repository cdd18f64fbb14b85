/**
 * Board of an execution at a real venue, a slot an asset: what the account should have of it by the desk's
 * own trades. The next life compares the venue's first word with it, so that money is missed that went between.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, text } from "../../runtime/codec/field.ts";

/** Most assets: two of each instrument, and what fees are paid in. */
export const KEPT_ASSETS_MAX = 640;

export const KeptFunds = defineMessage(
  "kept-funds",
  1,
  {
    /** Slots that are true together, from 0 on: each has the same `shown`. */
    rows: int32("count"),
    /** 1 once a difference has halted an instrument, and the gateway was stopped behind that. */
    released: int32("flag"),
    shown: float64("count"),
    /** Of the newest fill that is in it, in the execution's topic. */
    sequence: float64("ring sequence"),
    /** Fills that had been said by then. */
    fills: float64("count"),
    asset: text(),
    /** Whole decimal text. */
    atoms: text(),
    /** How far the venue's rounding may be off. Whole decimal text of atoms. */
    slack: text(),
    /** What the key is known by: it cannot be told from this. */
    key: text(),
    instruments: text(),
  },
  { slots: KEPT_ASSETS_MAX, isDurable: true },
);
