/**
 * What the last life said of its orders after its boards were kept for the last time: they are kept
 * every tenth of a second, and the message log is written at the end of each turn.
 *
 * The boards name the sequence up to which they are true, so each event behind it counts once. Where
 * the log has less than the boards, as after a full disk, the boards hold.
 */
import { readFileSync, statSync } from "node:fs";
import { AssertionError } from "../../../core/assert.ts";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import type { BodyOf } from "../../../runtime/actor/context.ts";
import { FileTable } from "../../../runtime/codec/file-table.ts";
import type { MessageType } from "../../../runtime/codec/message-type.ts";
import { RecordFile } from "../../../runtime/codec/record-file.ts";
import { hashSchema } from "../../../runtime/codec/schema-hash.ts";
import type { RecoveredState } from "../../../runtime/supervisor/state/recovered-state.ts";
import type { StateTable } from "../../../runtime/supervisor/state/state-part.ts";
import { Filled, PAIRS_MAX } from "../../message/filled.ts";
import { OPEN_ORDERS_MAX, OpenOrder } from "../../message/open-order.ts";
import { OrderEvent } from "../../message/order-event.ts";

/** Two files of the default size: read in a second or two. */
const LOGS_BYTES_MAX = 2 ** 29;

type EventBody = Readonly<BodyOf<typeof OrderEvent>>;
type OrderBody = BodyOf<typeof OpenOrder>;
type FilledBody = BodyOf<typeof Filled>;

/** An order event and where it stood in its execution's topic. */
export type LoggedEvent = { readonly sequence: number; readonly event: EventBody };

/** The boards of one execution while they are brought up to date. */
type Boards = { readonly orders: OrderBody[]; readonly filled: FilledBody[] };

/** Returns `state` with the boards of `execution` as they are after `events`, which are in order. */
export function catchUp(
  state: RecoveredState,
  execution: string,
  events: Iterable<LoggedEvent>,
): RecoveredState {
  const boards: Boards = {
    orders: readAll(state, { execution, board: "openOrder", type: OpenOrder }),
    filled: readAll(state, { execution, board: "filled", type: Filled }),
  };
  // What an order said up to here is on the board, or its slot has been taken by a later one.
  const upTo = Math.max(0, ...boards.orders.map(({ sequence }) => sequence));
  for (const one of events) {
    if (one.sequence > upTo) takeOrder(boards.orders, one);
    takeFill(boards.filled, one);
  }
  return state
    .with(execution, tableOf("openOrder", OpenOrder, boards.orders))
    .with(execution, tableOf("filled", Filled, boards.filled));
}

/** Returns {@link catchUp} of each execution by the newest of `logs`, or why they are not read. */
export function catchUpByLogs(
  state: RecoveredState,
  executions: readonly string[],
  logs: readonly string[],
): Result<RecoveredState, string> {
  // Of one that was rotated in the last moment the end is in the file before.
  const newest = logs.slice(-2);
  const bytes = newest.reduce((sum, path) => sum + statSync(path).size, 0);
  if (bytes > LOGS_BYTES_MAX)
    return failWith(`its message log is too large to be read: ${bytes} bytes`);
  const files = newest.map((path) => readFileSync(path));
  const eventsOf = (execution: string) =>
    files.flatMap((file) => [...orderEventsIn(file, execution)]);
  return succeed(executions.reduce((one, name) => catchUp(one, name, eventsOf(name)), state));
}

/** What `execution` said of its orders, as the log in `bytes` has it. */
export function* orderEventsIn(bytes: Uint8Array, execution: string): Generator<LoggedEvent> {
  const table = new FileTable();
  const { name, version, schema } = OrderEvent;
  try {
    for (const record of new RecordFile(bytes)) {
      if (table.take(record) || table.actors.get(record.actor)?.name !== execution) continue;
      const type = table.types.get(record.type);
      if (type?.name !== name || type.version !== version) continue;
      if (hashSchema(type) !== hashSchema(schema)) continue;
      yield { sequence: record.sequence, event: table.decode(record) as EventBody };
    }
  } catch (error) {
    // A log that contradicts itself says nothing from there on.
    if (!(error instanceof AssertionError)) throw error;
  }
}

function takeFill(filled: FilledBody[], { sequence, event }: LoggedEvent): undefined {
  if (event.kind !== "FILL") return;
  const { strategy, instrument, side, deltaLots } = event;
  const at = filled.findIndex(
    (pair) => pair.strategy === strategy && pair.instrument === instrument,
  );
  const last = filled[at] ?? { strategy, instrument, lots: 0, fills: 0, sequence: 0 };
  if (sequence <= last.sequence || (at === -1 && filled.length === PAIRS_MAX)) return;
  const lots = last.lots + (side === "BUY" ? deltaLots : -deltaLots);
  filled[at === -1 ? filled.length : at] = { ...last, lots, fills: last.fills + 1, sequence };
}

function takeOrder(orders: OrderBody[], { sequence, event }: LoggedEvent): undefined {
  const known = orders.findIndex((one) => one.orderId === event.orderId);
  const last = orders[known];
  // Of an order without a slot only its start opens one: all else says that it never left.
  if (last === undefined && event.kind !== "SENT") return;
  const slot = last === undefined ? freeSlotOf(orders) : known;
  if (slot === OPEN_ORDERS_MAX) return;
  const { side, instrument, strategy, orderLots, cumLots, leavesLots, sentAt, orderId } = event;
  const state = leavesLots === 0 ? "FREE" : event.kind === "SENT" ? "SENT" : "WORKING";
  const order = { side, instrument, strategy, orderLots, cumLots, sentAt, orderId, sequence };
  orders[slot] = { ...order, state, priceTicks: last?.priceTicks ?? event.priceTicks };
}

function freeSlotOf(orders: readonly OrderBody[]): number {
  const free = orders.findIndex(({ state }) => state === "FREE");
  return free === -1 ? orders.length : free;
}

type Board<Body> = {
  readonly execution: string;
  readonly board: string;
  readonly type: MessageType<Body>;
};

/** From slot 0 up to the first that was never written. */
function readAll<Body>(state: RecoveredState, { execution, board, type }: Board<Body>): Body[] {
  const view = type.codec.createView();
  const values: Body[] = [];
  for (let slot = 0; slot < type.slots; slot += 1) {
    const value = state.valueOf(execution, board, slot);
    if (value === null) break;
    view.bind(new DataView(value.buffer, value.byteOffset, value.length), 0, value.length);
    values.push(view.copy());
  }
  return values;
}

function tableOf<Body>(name: string, type: MessageType<Body>, bodies: readonly Body[]): StateTable {
  const values = bodies.map((body, slot) => {
    const data = new DataView(new ArrayBuffer(type.codec.sizeOf(body)));
    type.codec.write(data, 0, body);
    return [slot, new Uint8Array(data.buffer)] as const;
  });
  const { name: typeName, version, schema } = type;
  return {
    name,
    type: typeName,
    version,
    hash: hashSchema(schema),
    values: new Map(values),
  };
}
