/** The messages of the kit's actors. */
import { defineMessage } from "../../src/runtime/codec/define-message.ts";
import { definePacked } from "../../src/runtime/codec/define-packed.ts";
import { float64, text } from "../../src/runtime/codec/field.ts";

/** What ping says: `number` counts up from 1 through all its lives, without a hole. */
export const Ball = defineMessage("kit-ball", 1, { number: float64("1") });

/** What a reader of balls says of each: whose ball it was, and which. */
export const Echo = defineMessage("kit-echo", 1, { number: float64("1"), from: text() });

/** On ping's board: the newest ball, and which life of ping put it there. */
export const Newest = defineMessage(
  "kit-newest",
  1,
  { number: float64("1"), incarnation: float64("1") },
  { slots: 1, isDurable: true },
);

/** A board that does not outlive the process. */
export const Scrap = defineMessage("kit-scrap", 1, { number: float64("1") }, { slots: 1 });

/** What an actor of the kit says when it stops. */
export const Bye = defineMessage("kit-bye", 1, { from: text() });

/** What a reader of balls says of a peer, or of a gap, in words. */
export const Notice = defineMessage("kit-notice", 1, { text: text() });

/** How often an actor of the kit handled a ball in this life. */
export const Tally = definePacked<{ readonly balls: number }>("kit-tally", 1);

/** Where an actor of the kit answers HTTP. */
export const Port = definePacked<{ readonly port: number }>("kit-port", 1);

/** What a ledger says of each ball: which one, how many it has handled in all its lives, and in which. */
export const Entry = defineMessage("kit-entry", 1, {
  number: float64("1"),
  count: float64("1"),
  life: float64("1"),
});

/** A ledger's snapshot. */
export const Pages = definePacked<{ readonly balls: number; readonly padding: string }>(
  "kit-pages",
  1,
);
