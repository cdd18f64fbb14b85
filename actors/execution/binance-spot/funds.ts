/**
 * What the gateway keeps of the account's money on its board, and what its next life finds there.
 *
 * Invariant: what stands there has the fills that were said, all of them and no other. While some wait for
 * room nothing is put; a life that dies then leaves the amounts of before, and its trades are counted anew.
 */
import { KEPT_ASSETS_MAX } from "../../../src/desk/message/kept-funds.ts";
import {
  instrumentsMarkOf,
  type KeptFundsRow,
  type LeftFunds,
  leftFundsOf,
  rowsOf,
} from "../../../src/trading/venue/binance/gateway/funds/kept-funds.ts";
import type { Ctx, State } from "./state.ts";

/** What is on the board. */
export type FundsShown = {
  readonly instruments: string;
  /** Of the core, when it was put. */
  revision: number;
  /** Greater than of all that stood there before. */
  shown: number;
};

/** Before this life has put anything. */
export function fundsShownOf({ symbols }: Pick<State, "symbols">): FundsShown {
  return { instruments: instrumentsMarkOf(symbols.values()), revision: 0, shown: 0 };
}

/** Takes what an earlier life left: asked once the ledger and the told trades are restored. */
export function leftFunds(state: State, ctx: Ctx): LeftFunds {
  const rows: KeptFundsRow[] = [];
  for (let slot = 0; slot < KEPT_ASSETS_MAX; slot += 1) {
    const row = ctx.read.ownFunds(slot, ctx.self.name);
    if (row === null) break;
    const { sequence, fills, asset, atoms, slack, key, instruments, shown } = row;
    const about = { key, instruments, sequence, fills, isReleased: row.released !== 0 };
    rows.push({ ...about, asset, atoms, slack, rows: row.rows, shown });
  }
  const { key, funds, ledger, ring } = state;
  funds.shown = Math.max(0, ...rows.map(({ shown }) => shown));
  const { instruments } = funds;
  const found = { key: key.mark, instruments, fills: ledger.fillsSaid, told: ring.oldestFirst() };
  return leftFundsOf(rows, found);
}

/** Puts what changed, once all is said of it. */
export function showFunds(state: State, ctx: Ctx): undefined {
  const { revision, isWhole } = state.core.keptFunds;
  if (revision === state.funds.revision || !isWhole || !state.ledger.isAllSaid) return;
  state.funds.revision = revision;
  put(state, false, ctx);
}

/** The gateway is stopped: whoever starts it again has seen that an instrument was halted. */
export function releaseFunds(state: State, ctx: Ctx): undefined {
  if (state.core.keptFunds.hasHalted && state.ledger.isAllSaid) put(state, true, ctx);
}

function put(state: State, isReleased: boolean, ctx: Ctx): undefined {
  const { core, key, funds, ledger, ring } = state;
  funds.shown += 1;
  const { instruments, shown } = funds;
  const { newestSequence: sequence } = ring;
  const mark = { key: key.mark, instruments, sequence, fills: ledger.fillsSaid, isReleased };
  const rows = rowsOf(core.keptFunds.amounts(), mark, shown);
  // Too many to be kept are not whole, as the next life will find.
  for (const [slot, { isReleased: _, ...row }] of rows.slice(0, KEPT_ASSETS_MAX).entries()) {
    ctx.board.funds.put(slot, { ...row, released: isReleased ? 1 : 0 });
  }
}
