/** Board of an execution at a real venue: whether new orders may leave now, and if not, why. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type GatewayBody = {
  readonly takesOrders: boolean;
  /** In one line; empty when it takes orders. */
  readonly reason: string;
  /** Since when it is so. Nanoseconds, monotonic. */
  readonly since: number;
  /** Whole seconds that no order could leave, as of when this was shown; 0 when it takes orders. */
  readonly forS: number;
};

/** Beyond this a reason is cut. Characters. */
export const GATEWAY_REASON_MAX = 200;

export const Gateway = definePacked<GatewayBody>("gateway", 1, { slots: 1, slotBytes: 1_024 });
