/**
 * The test kit, `outcry/testing`: one actor in this thread, its real cell and loop on a virtual clock,
 * and the desk around it in the test's hands. The same seed gives the same run.
 */
import type { AnyActorDefinition } from "../../runtime/actor/define-actor.ts";
import { type ActorPlayOptions, type PlayOptions, prepare } from "./play-options.ts";
import type { ArgsOf, Playable } from "./playable.ts";
import { PlayedActor } from "./played-actor.ts";
import { PlayedStrategy, STRATEGY_PEERS } from "./played-strategy.ts";
import { TestMistake } from "./test-mistake.ts";

type With<Definition extends Playable, Options> = Omit<Options, "args"> & {
  /** What its file would say under `[args]`, in the same form: decimal text, not lots. */
  readonly args?: ArgsOf<Definition>;
};

/**
 * Starts any actor, alone, with peers that only the test speaks for.
 *
 * @throws {TestMistake} When a setting or a peer is not as an actor's file may have it.
 * @throws {ActorCrash} When `start` or `open` throws.
 */
export async function playActor<const Definition extends Playable>(
  definition: Definition,
  options: With<Definition, ActorPlayOptions> = {},
): Promise<PlayedActor<Definition>> {
  const { stage, args } = await prepare(
    definition as unknown as AnyActorDefinition,
    options as ActorPlayOptions,
  );
  return PlayedActor.begin<Definition>(stage, args);
}

/**
 * Starts a strategy beside a feed, a risk gate and an execution, which are ready, and which the test
 * speaks for. There is no market before the first quote.
 *
 * @throws {TestMistake} When it names no instrument, or a setting is not as its file may have it.
 * @throws {ActorCrash} When `start` or `open` throws.
 */
export async function playStrategy<const Definition extends Playable>(
  definition: Definition,
  options: With<Definition, PlayOptions>,
): Promise<PlayedStrategy<Definition>> {
  if ((options.instruments ?? []).length === 0) {
    throw new TestMistake("Cannot play a strategy that has no instrument", [
      'name it as its file does: instruments: ["BTC-USDT"]',
    ]);
  }
  const own = { ...(options as PlayOptions), kind: "strategy", reads: STRATEGY_PEERS } as const;
  const { stage, args } = await prepare(definition as unknown as AnyActorDefinition, own);
  return PlayedStrategy.begin<Definition>(stage, args);
}
