/** What the venue says that the key may do: which keys are used, which are refused, and what is only said. */
import { describe, expect, test } from "bun:test";
import { noReply, type Reply } from "../../../../../src/trading/venue/binance/answers/reply.ts";
import { bySymbol } from "../../../../../src/trading/venue/binance/endpoints.ts";
import { GatewayCore } from "../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import type { GatewayOutput } from "../../../../../src/trading/venue/binance/gateway/gateway-io.ts";
import { INSTRUMENTS } from "./kit/spot-venue.ts";

const SAFE = {
  ...{ enableWithdrawals: false, enableInternalTransfer: false, permitsUniversalTransfer: false },
  ...{ enableReading: true, enableSpotAndMarginTrading: true, ipRestrict: true },
};
const MS = 1e6;

/** Answers time, and whatever is asked about the key by `reply`. */
class KeyOffice {
  readonly core: GatewayCore;
  readonly said: string[] = [];
  asked = 0;
  now = 1e9;
  readonly #reply: Partial<Reply>;

  constructor(reply: Partial<Reply>, settings: object) {
    this.#reply = reply;
    this.core = new GatewayCore({
      ...{ instruments: bySymbol(INSTRUMENTS), recvWindowMs: 1_000, isLogonKey: false },
      ...{ runEpoch: 7, firstRunEpoch: 7, prefersRest: false, asksPermissions: true },
      ...{ isOwn: () => true, strategyOf: () => 1, epochOf: () => 7, ...settings },
    });
    this.core.begin({ orders: [], told: [], isToldWhole: true, hasHistory: false }, this.now);
  }

  get why(): string {
    return this.core.link.whyNot(this.now);
  }

  take(output: GatewayOutput): undefined {
    if (output.kind === "FAIL") this.said.push(`FAIL ${output.reason}`);
    if (output.kind === "ALARM") this.said.push(`${output.level} ${output.text}`);
    if (output.kind === "SEND") this.#answer(output.key, output.call.method === "time");
  }

  #answer(key: string, isTime: boolean): undefined {
    const time = { status: 200, result: { serverTime: 1_700_000_000_000 + this.now / MS } };
    if (!isTime) this.asked += 1;
    this.core.answered(key, { ...noReply(""), ...(isTime ? time : this.#reply) }, this.now);
  }
}

/** What came of it within 15 s. */
function saidOf(reply: Partial<Reply>, settings: object): KeyOffice {
  const office = new KeyOffice(reply, settings);
  for (let turn = 0; turn < 300; turn += 1) {
    office.now += 50 * MS;
    office.core.tick(office.now);
    for (const output of office.core.take(() => null, office.now)) office.take(output);
  }
  return office;
}

describe("what the key may do", () => {
  test.each([
    ["may withdraw", { enableWithdrawals: true }],
    ["may transfer", { permitsUniversalTransfer: true }],
    ["may not read", { enableReading: false }],
    ["may not trade spot", { enableSpotAndMarginTrading: false }],
  ])("a key that %s is refused, also at a venue that need not tell", (what, change) => {
    for (const asksPermissions of [true, false]) {
      const { said } = saidOf({ status: 200, result: { ...SAFE, ...change } }, { asksPermissions });
      expect(said[0]).toStartWith(`FAIL the API key ${what}: `);
    }
  });

  test("a key that is safe and bound to an address is taken without a word, and asked about once", () => {
    expect(saidOf({ status: 200, result: SAFE }, {})).toMatchObject({ said: [], asked: 1 });
  });

  test("one that works from any address is an alarm that says how to bind it, but not for a venue here", () => {
    const unbound = { status: 200, result: { ...SAFE, ipRestrict: false } };
    expect(saidOf(unbound, {}).said).toMatchObject([
      expect.stringMatching(/^WARN .*from any address: .*Restrict access to trusted IPs only$/),
    ]);
    expect(saidOf(unbound, { isVenueHere: true }).said).toEqual([]);
  });

  test("a venue that does not know the question is asked once, which is said, and orders may leave", () => {
    const { said, asked, why } = saidOf({ status: 404 }, { asksPermissions: false });
    expect(said).toMatchObject([
      expect.stringMatching(/^WARN the venue does not say what the key/),
    ]);
    expect(asked).toBe(1);
    expect(why).toBe("not connected");
  });

  test("where it must tell, a refusal is asked again, and is why no order leaves", () => {
    const error = { code: -2_015, text: "Invalid API-key", data: null };
    const { asked, why } = saidOf({ status: 401, error }, {});
    expect(asked).toBeGreaterThan(1);
    expect(why).toBe("the key: -2015 Invalid API-key");
  });
});
