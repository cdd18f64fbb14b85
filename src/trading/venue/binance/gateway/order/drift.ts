/** What the venue says and nobody here knows: counted, and shown, once each. */
import type { Drift } from "../../answers/venue-order.ts";
import { shownText } from "../answer-record.ts";
import { alarm, count, type GatewayState } from "../gateway-state.ts";

/** So many are told apart: a venue that has new words without end is not listened to for ever. */
const KNOWN_MAX = 256;

/** Takes in the words and fields of an answer or a private event that have no meaning here. */
export function noteDrift(state: GatewayState, drift: readonly Drift[]): undefined {
  for (const { kind, place, text } of drift) {
    const said = `${kind === "WORD" ? "word" : "field"} ${shownText(text)} in ${place}`;
    if (state.drift.has(said) || state.drift.size >= KNOWN_MAX) continue;
    state.drift.add(said);
    count(state, kind === "WORD" ? "execution:unknownWords" : "execution:unknownFields");
    alarm(state, "WARN", `the venue says what nobody here knows: ${said}`);
  }
}
