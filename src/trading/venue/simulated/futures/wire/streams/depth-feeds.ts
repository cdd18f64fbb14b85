/**
 * Book streams of USD-M: `pu` of one message is `u` of the message before on that stream. Ids are of all
 * contracts and of what nobody is told, so `U` is not the id behind `pu`.
 */
import type { Level } from "../../../exchange/exchange.ts";
import type { Channel } from "../../../wire/streams/channel.ts";
import type { Feed } from "../../../wire/streams/feed/feed.ts";
import type { ContractRules } from "../../exchange/contract-rules.ts";
import { levelRows } from "../answer/contract-view.ts";
import { ms, priceText, quantityText } from "../answer/text.ts";

/** One contract as its feeds see it. */
export type ContractView = {
  readonly symbol: string;
  readonly rules: ContractRules;
  /** Of its newest change. */
  readonly updateId: number;
  /** When that was. Wall microseconds. */
  readonly changedAt: number;
  depth(limit: number): { readonly bids: readonly Level[]; readonly asks: readonly Level[] };
};

/** All that changed since the last message; a level that changed twice is told once, as it is now. */
export function futuresDepthFeed(channel: Channel, view: ContractView, everyUs: number): Feed {
  const bids = new Map<number, number>();
  const asks = new Map<number, number>();
  let firstId = Number.NaN;
  let toldId = view.updateId;
  const tell = (at: number): undefined => {
    if (Number.isNaN(firstId)) return;
    const levels = { b: sorted(bids, -1), a: sorted(asks, 1) };
    publishDepth(channel, view, { at, firstId, previousId: toldId, ...levels });
    toldId = view.updateId;
    firstId = Number.NaN;
    bids.clear();
    asks.clear();
  };
  return {
    everyUs,
    ...(everyUs === 0 ? { settled: tell } : { tick: tell }),
    level: (side, priceTicks, lots) => {
      if (Number.isNaN(firstId)) firstId = view.updateId;
      (side === "BUY" ? bids : asks).set(priceTicks, lots);
    },
  };
}

/** The best levels as a whole, in the words of a change: only the stream's name tells them apart. */
export function futuresPartialFeed(
  channel: Channel,
  view: ContractView,
  { everyUs, levels }: { readonly everyUs: number; readonly levels: number },
): Feed {
  let firstId = Number.NaN;
  let toldId = view.updateId;
  const tell = (at: number): undefined => {
    if (Number.isNaN(firstId)) return;
    const { bids: b, asks: a } = view.depth(levels);
    publishDepth(channel, view, { at, firstId, previousId: toldId, b, a });
    toldId = view.updateId;
    firstId = Number.NaN;
  };
  return {
    everyUs,
    ...(everyUs === 0 ? { settled: tell } : { tick: tell }),
    level: () => {
      if (Number.isNaN(firstId)) firstId = view.updateId;
    },
  };
}

/** The best bid and ask, after each command that changed them. */
export function futuresTickerFeed(channel: Channel, view: ContractView): Feed {
  let told = topText(view);
  return {
    everyUs: 0,
    settled: (at) => {
      const top = topText(view);
      if (top === told) return;
      told = top;
      const head = `"e":"bookTicker","u":${view.updateId},"s":"${view.symbol}"`;
      channel.publish(() => `{${head},${top},"T":${ms(view.changedAt)},"E":${ms(at)}}`);
    },
  };
}

function topText(view: ContractView): string {
  const { bids, asks } = view.depth(1);
  const text = (level: Level | undefined, price: string, lots: string) =>
    `"${price}":"${priceText(view.rules, level?.priceTicks ?? 0)}","${lots}":"${quantityText(view.rules, level?.lots ?? 0)}"`;
  return `${text(bids[0], "b", "B")},${text(asks[0], "a", "A")}`;
}

function publishDepth(
  channel: Channel,
  { symbol, rules, updateId, changedAt }: ContractView,
  told: {
    readonly at: number;
    readonly firstId: number;
    readonly previousId: number;
    readonly b: readonly Level[];
    readonly a: readonly Level[];
  },
): undefined {
  const { at, firstId: U, previousId: pu, b, a } = told;
  channel.publish(() =>
    JSON.stringify({
      ...{ e: "depthUpdate", E: ms(at), T: ms(changedAt), s: symbol, U, u: updateId, pu },
      b: levelRows(rules, b),
      a: levelRows(rules, a),
    }),
  );
}

/** Best first: `sign` is -1 where that is the highest price. */
function sorted(levels: ReadonlyMap<number, number>, sign: 1 | -1): readonly Level[] {
  return [...levels]
    .map(([priceTicks, lots]) => ({ priceTicks, lots }))
    .sort((one, other) => sign * (one.priceTicks - other.priceTicks));
}
