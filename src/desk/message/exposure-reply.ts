/**
 * What risk answers when it is asked for the desk's exposure: `bun run actors ask risk exposure`.
 *
 * Positions by strategy and instrument, in lots, long above 0; and the orders that count, each with
 * the lots that may still fill.
 */
import { definePacked } from "../../runtime/codec/define-packed.ts";
import type { ExposureSnapshot } from "../../trading/risk/exposure.ts";

/** The body is as large as what is open: it is asked for by people, not by actors. */
export type ExposureReplyBody = ExposureSnapshot;

export const ExposureReply = definePacked<ExposureReplyBody>("exposure-reply", 1);
