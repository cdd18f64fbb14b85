/**
 * What a gateway may do while those above it are not there. Pure, and one rule for every gateway.
 *
 * ```
 *  TRADE        risk is there under a current epoch, and nobody holds the gateway
 *  CANCEL_ONLY  no new order leaves; what works goes on working
 *  CANCEL_ALL   what works is cancelled too, by the gateway itself
 * ```
 *
 * Invariant: what is in doubt counts as gone, and a time that is no number as over.
 */

/** What a gateway sees of risk and of main. */
export type GatewayLook = {
  readonly isRiskReady: boolean;
  /** Null while risk never said it. */
  readonly trading: {
    readonly epoch: number;
    readonly state: "ACTIVE" | "REDUCING" | "HALTED";
    /** 0 while the kill latch is not set. */
    readonly killed: number;
  } | null;
  /** The journal has halted: nothing that leaves now would be on the disk. */
  readonly isUnrecorded: boolean;
  /** Told to take on nothing new. */
  readonly isHeld: boolean;
  /** Told to cancel what works. */
  readonly mustCancel: boolean;
};

/** A `reason` is short enough for an order event. */
export type GatewayDuty =
  | { readonly kind: "TRADE"; readonly epoch: number }
  | { readonly kind: "CANCEL_ONLY" | "CANCEL_ALL"; readonly reason: string };

/** When the gateway saw that there is no current epoch, on its own clock; null while there is one. */
export type RiskGoneAt = number | null;

/**
 * Returns since when risk is gone. Only a risk that was seen ready ends its absence: a life that dies
 * before it is ready does not.
 *
 * @param now Nanoseconds.
 */
export function riskGoneAt(before: RiskGoneAt, look: GatewayLook, now: number): RiskGoneAt {
  return epochOf(look) === null ? (before ?? now) : null;
}

/**
 * Returns what the gateway does now. The strictest word counts.
 *
 * @param goneAt What {@link riskGoneAt} gave for this look.
 * @param cancelAfterNs How long orders go on working without risk. Nanoseconds.
 */
export function dutyOf(
  look: GatewayLook,
  goneAt: RiskGoneAt,
  { now, cancelAfterNs }: { readonly now: number; readonly cancelAfterNs: number },
): GatewayDuty {
  const epoch = epochOf(look);
  if (look.mustCancel) return { kind: "CANCEL_ALL", reason: "told to cancel" };
  // A kill is a person's or risk's own word: nobody waits for it to pass.
  if (look.trading !== null && look.trading.killed !== 0) {
    return { kind: "CANCEL_ALL", reason: "killed" };
  }
  if (look.isUnrecorded) return { kind: "CANCEL_ALL", reason: "journal halted" };
  if (epoch === null) {
    if (now - (goneAt ?? Number.NaN) < cancelAfterNs) {
      return { kind: "CANCEL_ONLY", reason: "no risk epoch" };
    }
    const seconds = (cancelAfterNs / 1e9).toFixed(1);
    return { kind: "CANCEL_ALL", reason: `no risk for ${seconds} s` };
  }
  if (look.isHeld) return { kind: "CANCEL_ONLY", reason: "held" };
  if (look.trading?.state === "HALTED") return { kind: "CANCEL_ONLY", reason: "halted" };
  return { kind: "TRADE", epoch };
}

/** The epoch under which orders may leave; null without one. */
function epochOf({ isRiskReady, trading }: GatewayLook): number | null {
  if (!isRiskReady || trading === null || trading.killed !== 0) return null;
  return trading.epoch >= 1 ? trading.epoch : null;
}
