/** What the calls came to that ask for the account, its key, the clock, or begin a session. */

import { isRecord, microsOf } from "../json.ts";
import type { VenueCall } from "../requests/venue-call.ts";
import { classify } from "./classify.ts";
import { Fields } from "./fields.ts";
import type { RateUsage } from "./limits.ts";
import { usageOfList } from "./limits.ts";
import type { Outcome } from "./outcome.ts";
import type { Reply } from "./reply.ts";
import type { AssetAmount } from "./venue-order.ts";

/** What the account has, and may do. */
export type AccountView = {
  readonly canTrade: boolean;
  readonly balances: readonly AssetAmount[];
  /** When it last changed. Wall microseconds of the venue. */
  readonly updatedUs: number;
};

/** What the key may do. What the venue does not say counts as allowed for what must not be. */
export type KeyPermissions = {
  /** A key that may is refused. */
  readonly mayWithdraw: boolean;
  /** Between accounts of the same owner, or to others. */
  readonly mayTransfer: boolean;
  readonly mayRead: boolean;
  readonly mayTradeSpot: boolean;
  /** It works from certain addresses only. */
  readonly isBoundToAddress: boolean;
};

type Call = Pick<VenueCall, "method" | "isMutation">;

/** Of the query of balances. One balance that cannot be read makes all of it unreadable. */
export function accountOutcome(call: Call, reply: Reply): Outcome<AccountView> {
  return classify(call, reply, (result) => {
    const fields = new Fields("account", result);
    const list = fields.raw("balances");
    if (!Array.isArray(list)) return undefined;
    const balances = readBalances(list, { asset: "asset", free: "free", locked: "locked" });
    const canTrade = fields.flag("canTrade");
    const updatedUs = microsOf(fields.raw("updateTime"));
    const isRead = fields.failure === null && Array.isArray(balances);
    return isRead ? { canTrade, balances, updatedUs } : undefined;
  });
}

/** Of the query of how many orders are counted. */
export function orderLimitsOutcome(call: Call, reply: Reply): Outcome<readonly RateUsage[]> {
  return classify(call, reply, (result) => {
    if (!Array.isArray(result)) return undefined;
    const usage = usageOfList(result);
    return usage.length === result.length ? usage : undefined;
  });
}

/** Of the query of what the key may do. */
export function keyPermissionsOutcome(call: Call, reply: Reply): Outcome<KeyPermissions> {
  return classify(call, reply, (result) => {
    if (!isRecord(result)) return undefined;
    const isOff = (name: string) => result[name] === false;
    return {
      mayWithdraw: !isOff("enableWithdrawals"),
      mayTransfer: !(isOff("enableInternalTransfer") && isOff("permitsUniversalTransfer")),
      mayRead: result.enableReading === true,
      mayTradeSpot: result.enableSpotAndMarginTrading === true,
      isBoundToAddress: result.ipRestrict === true,
    };
  });
}

/** Of the query of the venue's clock: epoch milliseconds. */
export function timeOutcome(call: Call, reply: Reply): Outcome<number> {
  return classify(call, reply, (result) => {
    const us = microsOf(isRecord(result) ? result.serverTime : undefined);
    return Number.isNaN(us) ? undefined : Math.floor(us / 1_000);
  });
}

/** Of a logon: it has worked. Whether private events follow is what `subscribe` says. */
export function logonOutcome(call: Call, reply: Reply): Outcome<true> {
  return classify(call, reply, (result) =>
    isRecord(result) && typeof result.apiKey === "string" ? true : undefined,
  );
}

/** Of a subscription to private events: its number, as text. */
export function subscribeOutcome(call: Call, reply: Reply): Outcome<string> {
  return classify(call, reply, (result) => {
    const fields = new Fields("subscription", result);
    const id = fields.id("subscriptionId");
    return fields.failure === null ? id : undefined;
  });
}

/** Returns balances, or what was wrong with the first that could not be read. */
export function readBalances(
  list: readonly unknown[],
  names: { readonly asset: string; readonly free: string; readonly locked: string },
): readonly AssetAmount[] | { readonly field: string; readonly reason: string } {
  const balances: AssetAmount[] = [];
  for (const value of list) {
    const fields = new Fields("balance", value);
    const asset = fields.text(names.asset);
    const free = fields.atoms(names.free);
    const locked = fields.atoms(names.locked);
    if (fields.failure !== null) return fields.failure;
    balances.push({ asset, free, locked });
  }
  return balances;
}
