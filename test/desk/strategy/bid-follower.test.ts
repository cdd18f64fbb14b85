/** The example of `docs/strategies.md`, word for word: it is run here. */
import { expect, test } from "bun:test";
import { playStrategy } from "outcry/testing";
import { follower } from "./bid-follower.ts";

const TEXT = await Bun.file(new URL("bid-follower.ts", import.meta.url)).text();
const PAGE = await Bun.file(new URL("../../../docs/strategies.md", import.meta.url)).text();

test("the page shows what is run", () => {
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const [, code = ""] = /\*\/\n(import[\s\S]*)/.exec(TEXT) ?? [];
  const own = code.replaceAll('"../../../src/', '"../../src/');
  expect(shown).toBe(own.replace("export const follower =", "export default"));
});

test("the bid follows by a replace, and is smaller while the strategy is long", async () => {
  const desk = await playStrategy(follower, {
    args: { clip: "0.01" },
    instruments: ["BTC-USDT"],
    seed: 7,
  });
  desk.quote({ bid: "99.00", ask: "101.00" });
  const [first] = desk.orders;
  expect(desk.orders).toMatchObject([{ side: "BUY", price: "99.00", replaces: "" }]);
  desk.accept();
  desk.quote({ bid: "100.00", ask: "101.00" });
  expect(desk.orders).toMatchObject([
    { state: "WORKING", price: "99.00" },
    { state: "DECIDED", price: "100.00", replaces: first?.id, quantity: "0.01000" },
  ]);
  // The old one is not answered: nothing more is asked for.
  desk.quote({ bid: "100.50", ask: "101.00" });
  expect(desk.orders).toHaveLength(2);
  const [old, fresh] = desk.orders;
  desk.cancelled(old, "replaced");
  desk.accept(fresh);
  desk.quote({ bid: "100.50", ask: "101.00" });
  expect(desk.orders.at(-1)).toMatchObject({ price: "100.50", replaces: fresh?.id });
});
