/**
 * The one door between strategies and venues. Pure: the same look gives the same answer, so every
 * decision can be replayed.
 *
 * Invariant: an order that passed has passed every control. Only {@link review} makes one.
 * Invariant: what cannot be decided is refused: a missing limit, a NaN, an error of the gate.
 */
import { checkAmended, checkReplaced } from "./amending.ts";
import { checkBook } from "./book-age.ts";
import type { Control, GateIntent, GateLimits, GateLook, GateView } from "./gate-look.ts";
import { checkForm, checkIdentity, checkInstrument, checkOwner } from "./order-form.ts";
import { checkOrderRate } from "./order-rate.ts";
import { checkOrderSize } from "./order-size.ts";
import { checkPosition, checkRoom } from "./position.ts";
import { checkPriceCollar } from "./price-collar.ts";
import type { Refusal } from "./refusal.ts";
import { checkNotHalted, checkTradingState } from "./trading-control.ts";
import { checkValidity } from "./validity.ts";

declare const approved: unique symbol;

/** An intent that passed every control. Execution takes nothing else. */
export type ApprovedIntent<Intent extends GateIntent> = Intent & { readonly [approved]: true };

/** The gate's answer. */
export type Review<Intent extends GateIntent> =
  | { readonly kind: "APPROVED"; readonly intent: ApprovedIntent<Intent> }
  | { readonly kind: "REFUSED"; readonly refusal: Refusal };

/** In the order in which they are asked; the first that refuses decides. */
const NEW_CONTROLS: readonly Control[] = [
  checkOwner,
  checkForm,
  checkInstrument,
  checkTradingState,
  checkIdentity,
  checkValidity,
  checkBook,
  checkOrderSize,
  checkRoom,
  checkPosition,
  checkPriceCollar,
  checkOrderRate,
];

/** The order that goes counts until it is known to be gone: the new one is held against both. */
const REPLACE_CONTROLS: readonly Control[] = [checkReplaced, ...NEW_CONTROLS];

/** It can only lessen what counts, so that no limit is asked. */
const AMEND_CONTROLS: readonly Control[] = [
  checkOwner,
  checkAmended,
  checkInstrument,
  checkNotHalted,
  checkValidity,
];

/** A cancel only ever lowers risk: no limit and no state stops it. */
const CANCEL_CONTROLS: readonly Control[] = [checkOwner];

/**
 * Decides on an intent. It changes nothing: the caller takes an approved order into its exposure
 * before the next intent is reviewed.
 *
 * @param now Time of the decision. Monotonic nanoseconds.
 */
export function review<Intent extends GateIntent>(
  intent: Intent,
  view: GateView,
  limits: GateLimits,
  now: number,
): Review<Intent> {
  const refusal = refusalOf({ intent, view, limits, now });
  if (refusal !== null) return { kind: "REFUSED", refusal };
  return { kind: "APPROVED", intent: intent as ApprovedIntent<Intent> };
}

/** A gate that throws has refused. */
function refusalOf(look: GateLook): Refusal | null {
  try {
    for (const control of controlsOf(look.intent)) {
      const refusal = control(look);
      if (refusal !== null) return refusal;
    }
    return null;
  } catch (cause) {
    return { kind: "GATE_ERROR", limit: Number.NaN, value: Number.NaN, name: nameOf(cause), cause };
  }
}

/** What is none of the four is held against all that a new order is, and refused for its form. */
function controlsOf({ action }: GateIntent): readonly Control[] {
  if (action === "CANCEL") return CANCEL_CONTROLS;
  if (action === "AMEND") return AMEND_CONTROLS;
  return action === "REPLACE" ? REPLACE_CONTROLS : NEW_CONTROLS;
}

function nameOf(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : "";
  return /^[\w.]{1,31}$/.test(name) ? name : "Error";
}
