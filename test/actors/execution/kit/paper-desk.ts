/** The paper gateway alone, on a clock in hand: risk trades, the book of the first instrument stands. */
import paper from "../../../../actors/execution/paper.ts";
import type { DeskFacts } from "../../../../src/desk/message/desk-facts.ts";
import { ActorWorld, PlayedActor } from "../../actor-kit.ts";
import { BOOK, FACTS } from "../../desk-kit.ts";

const ARGS = { latencyMs: 5, makerFeeBps: 10, takerFeeBps: 20, cancelAfterMs: 2_000 };
const ALIASES = { ownOrders: "openOrder", ownFills: "filled" };

/** 8 lots to buy at 100, a tick below the best ask. */
const APPROVED = {
  ...{ action: "NEW", side: "BUY", style: "GTC", priority: "NEW", replaces: "" },
  ...{ instrument: 0, execution: 2, strategy: 3, priceTicks: 100, lots: 8 },
  ...{ validUntil: 2e9, decidedAt: 1e9, riskEpoch: 4 },
  ...{ bookSequence: 1, bookAgeNs: 1, bookAgeNsMax: 10 },
};

export type PaperChange = {
  /** What a life before left. */
  readonly boards?: ActorWorld["boards"];
  readonly incarnation?: number;
  readonly facts?: DeskFacts;
};

/** What is around the gateway. */
export function paperWorld({
  boards = new Map(),
  incarnation = 1,
  facts = FACTS,
}: PaperChange = {}) {
  const options = { name: "paper", number: 2, kind: "execution", facts, aliases: ALIASES };
  const world = new ActorWorld({ ...options, incarnation });
  for (const [name, slots] of boards) world.boards.set(name, new Map(slots));
  world.show("trading", 0, { state: "ACTIVE", epoch: 4, killed: 0 });
  world.show("book", 0, BOOK);
  return world;
}

/** The gateway, and what risk approves of `order` and a change of it. */
export function playPaper(world = paperWorld(), order: object = {}) {
  const actor = new PlayedActor(paper, world, ARGS);
  const approve = (orderId: string, change: object = {}) =>
    actor.handle("approved", { ...APPROVED, ...order, orderId, ...change }, "risk");
  return { world, actor, approve };
}
