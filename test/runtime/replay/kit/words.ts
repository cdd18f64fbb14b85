/** What the actors of these tests say: in words, whatever they are answered. */
import { definePacked } from "../../../../src/runtime/codec/define-packed.ts";
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { Ball, Newest, Scrap, Tally } from "../../../kit/message.ts";

export const Words = definePacked<{ readonly words: readonly unknown[] }>("kit-words", 1);

/** All types of these tests. */
export const TYPES = [
  Ball,
  Words,
  Scrap,
  Newest,
  Tally,
] as readonly unknown[] as MessageType<never>[];

type Speaker = {
  readonly send: { words(body: { readonly words: readonly unknown[] }): boolean };
};

/** Says `words`. False when its ring is full. */
export function say(ctx: Speaker, ...words: readonly unknown[]): boolean {
  return ctx.send.words({ words });
}
