/** The words in which scenarios are written. */
import { venueSymbolOf } from "../../../../../../../src/trading/venue/binance/endpoints.ts";
import type { PlaceRequest } from "../../../../../../../src/trading/venue/simulated/exchange/order.ts";
import { order as requestOf } from "../../../../simulated/exchange/kit/played-exchange.ts";
import { INSTRUMENTS, OTHER, OWN } from "../../kit/spot-venue.ts";
import type { Step } from "./scenario.ts";
import type { Scene } from "./scene.ts";
import type { Wanted } from "./strategy.ts";
import type { Fate } from "./wire.ts";

const step = (what: string, run: Step["run"]): Step => ({ what, run });

/** The strategy decides on an order. */
export function place(name: string, wanted: Wanted = {}): Step {
  return step(`place ${name}`, (scene) => {
    scene.settled();
    scene.strategy.place(name, wanted);
  });
}

export function cancel(name: string): Step {
  return step(`cancel ${name}`, (scene) => {
    scene.strategy.cancel(name);
  });
}

export function amend(name: string, lots: number): Step {
  return step(`amend ${name} to ${lots}`, (scene) => {
    scene.settled();
    scene.strategy.amend(name, lots);
  });
}

/** Somebody else trades with an order that rests: `lots` of it are filled, at its price. */
export function fill(name: string, lots: number): Step {
  return step(`${lots} of ${name} are filled`, (scene) => {
    const order = scene.atVenue(name);
    const isOpen = order?.status === "NEW" || order?.status === "PARTIALLY_FILLED";
    if (order === null || !isOpen) {
      // An order whose record was lost is cancelled as an orphan; what would have filled it is too late.
      if (scene.strategy.isLost(name)) return;
      throw new Error(`${name} is not open at the venue: ${order?.status ?? "it is not there"}`);
    }
    const { symbol, priceTicks } = order;
    const side = order.side === "BUY" ? "SELL" : "BUY";
    other({ symbol, side, priceTicks, lots, timeInForce: "IOC" }).run(scene);
  });
}

/** Somebody else's order. */
export function other(wanted: Partial<PlaceRequest>): Step {
  return step("somebody else places", (scene) => placeAs(scene, OTHER, wanted));
}

/** The account's own, by hand: not through the desk. */
export function byHand(wanted: Partial<PlaceRequest>): Step {
  return step("the account places by hand", (scene) => placeAs(scene, OWN, wanted));
}

function placeAs(scene: Scene, account: number, wanted: Partial<PlaceRequest>): undefined {
  const { exchange } = scene.wire.venue;
  const request = requestOf({ timeInForce: "GTC", type: "LIMIT", ...wanted });
  const placed = exchange.place(account, request, scene.at);
  if (!placed.ok) throw new Error(placed.failure.msg);
}

/** The venue ends an order that nobody asked it to end. */
export function venueCancels(name: string): Step {
  return step(`the venue cancels ${name}`, (scene) => {
    const order = scene.atVenue(name);
    if (order === null) return;
    const { symbol, orderId } = order;
    const key = { orderId, clientOrderId: "", newClientOrderId: "" };
    const request = { symbol, ...key, restriction: "NONE" } as const;
    const done = scene.wire.venue.exchange.cancel(OWN, request, scene.at);
    if (!done.ok && !scene.strategy.isLost(name)) throw new Error(done.failure.msg);
  });
}

/** The venue stops trading an instrument, or goes on. */
export function trading(instrument: number, status: "TRADING" | "HALT"): Step {
  return step(`trading: ${status}`, ({ wire, at }) => {
    const [one] = INSTRUMENTS.slice(instrument);
    const rules = one && wire.venue.exchange.rulesOf(venueSymbolOf(one));
    if (rules) wire.venue.exchange.setRules({ ...rules, status }, at);
  });
}

/** Calls of a method do not arrive until they are released. */
export function hold(method: string): Step {
  return step(`${method} is on its way`, ({ wire }) => void wire.holds.add(method));
}

export function release(method: string): Step {
  return step(`${method} arrives`, ({ wire, at }) => wire.release(method, at));
}

/** They were there in time: the venue took its own. */
export function workOff(method: string): Step {
  return step(`${method} is done at last`, ({ wire }) => wire.release(method, Number.NaN));
}

/** What becomes of the next calls of a method. */
export function fate(one: Fate): Step {
  return step(`${one.method}: ${JSON.stringify(one)}`, ({ wire }) => {
    wire.fates.push({ ...one });
  });
}

/** Calls go as they should again. */
export function fair(): Step {
  return step("calls go as they should", ({ wire }) => void wire.fates.splice(0));
}

/** Private events are lost. */
export function mute(isMuted: boolean): Step {
  return step(`private events are lost: ${isMuted}`, ({ wire }) => {
    wire.isMuted = isMuted;
  });
}

/** The next frame that `changes` knows is changed by it. */
export function doctor(what: string, changes: (frame: string) => string | null): Step {
  return step(what, ({ wire }) => void wire.doctors.push(changes));
}

/** Seconds. All arrives. */
export function wait(seconds: number): Step {
  return step(`${seconds} s pass`, (scene) => scene.pass(seconds));
}

export function settled(): Step {
  return step("the gateway is settled", (scene) => scene.settled());
}

export function crash(): Step {
  return step("the gateway dies", (scene) => scene.crash());
}

/** The connection is lost, and made again. */
export function reconnect(): Step {
  return step("the connection is lost", (scene) => {
    scene.disconnect();
    scene.connect();
  });
}

export function does(what: string, run: (scene: Scene) => void): Step {
  return step(what, run);
}

/** A private event that the venue says once more, or otherwise: the last frame that `changes` knows. */
export function says(what: string, changes: (frame: string) => string | null): Step {
  return step(what, ({ wire, crashes }) => {
    const text = wire.frames.map(changes).findLast((one) => one !== null);
    if (text) wire.says(text);
    else if (crashes === 0) throw new Error(`no frame is there: ${what}`);
  });
}

/** Private events come in any order from here on. */
export function unordered(): Step {
  return step("private events keep no order", ({ wire }) => {
    wire.isUnordered = true;
  });
}
