/**
 * What of a seed's desk is drawn, and else stands in its files: how its gateway signs, by which way its
 * orders go, and whether its strategies amend what they have working. What only one of them can meet (a
 * logon that is lost, an order that HTTP answers, a fill of what is just made smaller) some seeds do.
 */
import { Prng } from "../../../core/prng.ts";
import {
  type Credentials,
  credentialsOf,
} from "../../../trading/venue/simulated/spot/signature/credentials.ts";
import type { LoadedDesk } from "../world/loaded-desk.ts";
import { EXCHANGE_USE } from "../world/venue-watch.ts";

export type DeskForm = {
  /** With ED25519 the gateway logs its connection on; with HMAC it signs each request. */
  readonly key: "HMAC" | "ED25519";
  readonly orderRoute: "WEBSOCKET" | "REST";
  /** Whether strategies are as restless as `restless.ts` makes them. */
  readonly isRestless: boolean;
};

const GATEWAY_USE = "execution/binance-spot";
/** Of all seeds, so many have each. */
const ED25519_FRACTION = 0.5;
const REST_FRACTION = 0.3;
const RESTLESS_FRACTION = 0.5;

/** Always the same for one seed, and apart from its faults. */
export function drawDeskForm(seed: number): DeskForm {
  const random = new Prng(Math.imul(seed, 0xc2b2_ae35) ^ 0x1f83);
  return {
    key: random.unit() < ED25519_FRACTION ? "ED25519" : "HMAC",
    orderRoute: random.unit() < REST_FRACTION ? "REST" : "WEBSOCKET",
    isRestless: random.unit() < RESTLESS_FRACTION,
  };
}

/** The same desk, whose gateways to its own exchange have that form. One without an exchange is as it was. */
export function withDeskForm(loaded: LoadedDesk, form: DeskForm): LoadedDesk {
  const { actors } = loaded.plan;
  const exchange = actors.find(({ use }) => use === EXCHANGE_USE);
  const [account] = (exchange?.args.accounts ?? []) as readonly string[];
  if (exchange === undefined || account === undefined) return loaded;
  const own = { ...signedBy(credentialsOf(account), form.key), orderRoute: form.orderRoute };
  const formed = actors.map((actor) => {
    const isItsGateway =
      actor.use === GATEWAY_USE && actor.args.endpoint === `actor:${exchange.name}`;
    return isItsGateway ? { ...actor, args: { ...actor.args, ...own } } : actor;
  });
  return { ...loaded, plan: { ...loaded.plan, actors: formed } };
}

function signedBy({ apiKey, secret, ed25519 }: Credentials, key: DeskForm["key"]) {
  if (key === "HMAC") return { apiKey, secret };
  return { apiKey: ed25519.apiKey, secret: ed25519.privateKey };
}
