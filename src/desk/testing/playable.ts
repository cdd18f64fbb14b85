/** What of a definition the test kit's own types are made of: any that `defineActor` gives fits. */
import type { BodyOf, Messages } from "../../runtime/actor/context.ts";
import type { Setting } from "../../runtime/actor/setting.ts";
import type { MessageType } from "../../runtime/codec/message-type.ts";

/** A definition of an actor, or a strategy's. */
export type Playable = {
  readonly args?: Readonly<Record<string, Setting<unknown>>> | undefined;
  readonly in: Messages;
  readonly out: Messages;
  readonly boards?: Messages | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: a snapshot whatever its body.
  readonly keep?: MessageType<any> | undefined;
  readonly on: object;
};

/** The settings that a definition has, each in the form that a file says it. */
export type ArgsOf<Definition extends Playable> = {
  readonly [Name in keyof NonNullable<Definition["args"]>]?:
    | string
    | number
    | boolean
    | readonly string[];
};

/** The boards that a definition writes, by its own names. */
export type BoardsOf<Definition extends Playable> = NonNullable<Definition["boards"]> & Messages;

/** The body of its snapshot. */
export type KeptOf<Definition extends Playable> = BodyOf<NonNullable<Definition["keep"]>>;
