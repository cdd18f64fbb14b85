/** Board of a venue in this process: what its accounts have, by their number. For people and tools. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

/** Accounts that a venue shows. */
export const ACCOUNTS_SHOWN = 16;

/** Assets of an account that are shown: so many fit, whatever they are called and however much they are. */
export const BALANCES_SHOWN = 32;

export type VenueAccountBody = {
  readonly name: string;
  /** Plain decimal text. */
  readonly balances: readonly {
    readonly asset: string;
    readonly free: string;
    readonly locked: string;
  }[];
};

export const VenueAccount = definePacked<VenueAccountBody>("venue-account", 1, {
  slots: ACCOUNTS_SHOWN,
  slotBytes: 4_096,
});
