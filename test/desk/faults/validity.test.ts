/** An order that waited longer than it is valid: refused by who looks at it next, and never sent. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { until } from "../../kit/until.ts";
import { EAGER_NAME, putEager } from "./kit/eager.ts";
import { FaultDesk } from "./kit/fault-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";
import { byOrder, numberOf, ofType } from "./kit/said.ts";

setDefaultTimeout(60_000);

/** Of the orders of this test. Milliseconds. */
const VALID_FOR_MS = 60;

async function start(): Promise<FaultDesk> {
  const folder = new FaultFolder();
  putEager(folder, { validForMs: VALID_FOR_MS, workingMax: 20, isBlind: true });
  const desk = await FaultDesk.start(folder);
  await desk.trades(EAGER_NAME, 3);
  return desk;
}

const newOf = (desk: FaultDesk, actor: string, type: string) =>
  desk.said(actor, type).filter(({ body }) => body.action === "NEW");

test("while risk is suspended: the gate says EXPIRED, and no execution hears of the order", async () => {
  const desk = await start();
  expect(await desk.system.suspend("risk")).toBe(true);
  const before = newOf(desk, EAGER_NAME, "intent").length;
  await until(
    "orders nobody looks at",
    () => newOf(desk, EAGER_NAME, "intent").length > before + 1,
  );
  const late = newOf(desk, EAGER_NAME, "intent").slice(before);
  const [, second] = late;
  if (second === undefined) throw new Error("no second order");
  const at = performance.now() + 2 * VALID_FOR_MS;
  await until("their validity to be over", () => performance.now() > at);
  expect((await desk.readyz()).text).toContain("risk is SUSPENDED");
  expect(desk.system.resume("risk")).toBe(true);
  await desk.trades(EAGER_NAME, 3);
  desk.expectUntouched();
  const log = await desk.judged();

  const refused = byOrder(ofType(log, "refused").filter(({ body }) => body.action === "NEW"));
  for (const { body } of late.slice(0, 2)) {
    expect(refused.get(String(body.orderId))?.body.reason).toBe("EXPIRED");
  }
  const sent = byOrder(ofType(log, "order-event", "SENT"));
  expect([...refused.keys()].filter((id) => sent.has(id))).toEqual([]);
});

test("while the execution is suspended: its last look expires what was approved in time", async () => {
  const desk = await start();
  expect(await desk.system.suspend("execution-paper")).toBe(true);
  const before = newOf(desk, "risk", "approved").length;
  await until("an approval", () => newOf(desk, "risk", "approved").length > before);
  const late = newOf(desk, "risk", "approved")[before];
  if (late === undefined) throw new Error("no late approval");
  const at = performance.now() + 2 * VALID_FOR_MS;
  await until("its validity to be over", () => performance.now() > at);
  expect(desk.system.resume("execution-paper")).toBe(true);
  await desk.trades(EAGER_NAME, 3);
  desk.expectUntouched();
  const log = await desk.judged();

  const fate = ofType(log, "order-event").find(({ body }) => body.orderId === late.body.orderId);
  expect(fate?.body).toMatchObject({ kind: "EXPIRED", reason: "too late" });
  if (fate === undefined) throw new Error("no fate");
  expect(fate.committedAt).toBeGreaterThan(numberOf(late, "validUntil"));
});
