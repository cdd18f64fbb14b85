/** Topics that have no room for a while, at the worst moment: what is sent is refused, as by a full ring. */
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";

type Send = (body: unknown) => boolean;
type AnyCtx = { readonly send: Record<string, Send>; readonly self: { readonly name: string } };

export class FullTopics {
  readonly #full = new Set<string>();
  /** When something was refused last, by actor. Virtual nanoseconds. */
  readonly #refusedAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  setFull(actor: string): undefined {
    this.#full.add(actor);
  }

  setRoom(actor: string): undefined {
    this.#full.delete(actor);
  }

  /** Whether something was refused at that time or later, which may have waited. Virtual nanoseconds. */
  hasRefusedSince(actor: string, atNs: number): boolean {
    return (this.#refusedAt.get(actor) ?? Number.NEGATIVE_INFINITY) >= atNs;
  }

  #refuses(actor: string): boolean {
    if (!this.#full.has(actor)) return false;
    this.#refusedAt.set(actor, this.#now());
    return true;
  }

  /** The same actor, whose topic may be full. */
  clog(definition: AnyActorDefinition): AnyActorDefinition {
    return {
      ...definition,
      open: (state, ctx) => {
        const { send, self } = ctx as unknown as AnyCtx;
        for (const [name, real] of Object.entries(send)) {
          send[name] = (body) => !this.#refuses(self.name) && real(body);
        }
        return definition.open?.(state, ctx);
      },
    };
  }
}
