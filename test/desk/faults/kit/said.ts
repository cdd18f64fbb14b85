/** One message of one actor, however it was heard: from the message log or from a tap. */
import { expect } from "bun:test";

export type Said = {
  readonly actor: string;
  readonly type: string;
  readonly sequence: number;
  /** Nanoseconds. */
  readonly committedAt: number;
  readonly body: Readonly<Record<string, unknown>>;
};

/** A number of a message; throws when it is none. */
export function numberOf({ body, type }: Said, field: string): number {
  const value = body[field];
  if (typeof value !== "number") throw new Error(`${type} has no number ${field}`);
  return value;
}

/** Messages of `type`, and of `kind` where it is an order event. */
export function ofType(said: readonly Said[], type: string, kind?: string): readonly Said[] {
  return said.filter((one) => one.type === type && (kind === undefined || one.body.kind === kind));
}

/** Whether it is about an order that comes to the venue: a new one, or one in another's place. */
export function isOfOrder({ body }: Said): boolean {
  return body.action === "NEW" || body.action === "REPLACE";
}

/** Orders that were approved. */
export function approvals(said: readonly Said[]): readonly Said[] {
  return ofType(said, "approved").filter(isOfOrder);
}

/** By order id; each id once. */
export function byOrder(said: readonly Said[]): ReadonlyMap<string, Said> {
  const orders = new Map(said.map((one) => [String(one.body.orderId), one]));
  expect(orders.size).toBe(said.length);
  return orders;
}
