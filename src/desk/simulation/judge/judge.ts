/** Who looks at a simulated desk while it runs, and says when something holds no more. */
import type { MessageType } from "../../../runtime/codec/message-type.ts";

/** Something that must never be. */
export type Violation = {
  /** Name of the judge. */
  readonly judge: string;
  readonly text: string;
  /** Virtual nanoseconds. */
  readonly at: number;
};

/** What all judges share: where they say what they found. */
export type Court = {
  /** Virtual nanoseconds. */
  readonly now: number;
  /** Something is wrong. The run ends with the first. */
  accuse(judge: string, text: string): void;
  /** Something rare was seen, and nothing is wrong with it. */
  note(sometimes: string): void;
};

/** Of a message that an actor has just published. The view is valid until the listener returns. */
export type Published = {
  readonly actor: string;
  /** Number of the actor in the desk's table. */
  readonly number: number;
  readonly sequence: number;
  /** Virtual nanoseconds. */
  readonly committedAt: number;
};

// biome-ignore lint/suspicious/noExplicitAny: a listener is typed where it is made.
type AnyListener = (body: any, published: Published) => void;

/** What a judge hears, by message type. */
// biome-ignore lint/suspicious/noExplicitAny: of whatever body.
export type Hearing = { readonly type: MessageType<any>; readonly listener: AnyListener };

/** One kind of message, and who listens. */
export function hearing<Body>(
  type: MessageType<Body>,
  listener: (body: Readonly<Body>, published: Published) => void,
): Hearing {
  return { type, listener };
}
