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
import { FileTable } from "../../../runtime/codec/file-table.ts";
import type { MessageType } from "../../../runtime/codec/message-type.ts";
import { RecordFile } from "../../../runtime/codec/record-file.ts";
import type { RecoveredState } from "../../../runtime/supervisor/state/recovered-state.ts";
import { Filled } from "../../message/filled.ts";
import { OpenOrder } from "../../message/open-order.ts";
import { ToldTrade } from "../../message/told-trade.ts";
import { eventLayoutOf } from "../../record/event-schema.ts";
import { type EventBody, type LoggedEvent, OrderImage } from "../../record/order-image.ts";
import { orderTables } from "./order-tables.ts";

/** Two files of the default size: read in a second or two. */
const LOGS_BYTES_MAX = 2 ** 29;

/** Returns `state` with the boards of `execution` as they are after `events`, which are in order. */
export function catchUp(
  state: RecoveredState,
  execution: string,
  events: Iterable<LoggedEvent>,
): RecoveredState {
  const image = new OrderImage(
    readAll(state, { execution, board: "openOrder", type: OpenOrder }),
    readAll(state, { execution, board: "filled", type: Filled }),
    readAll(state, { execution, board: "told", type: ToldTrade }),
  );
  for (const one of events) image.take(one);
  return orderTables(image).reduce((one, table) => one.with(execution, table), state);
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
  try {
    for (const record of new RecordFile(bytes)) {
      if (table.take(record) || table.actors.get(record.actor)?.name !== execution) continue;
      const type = table.types.get(record.type);
      if (type === undefined || eventLayoutOf(type) === "NONE") continue;
      yield { sequence: record.sequence, event: table.decode(record) as EventBody };
    }
  } catch (error) {
    // A log that contradicts itself says nothing from there on.
    if (!(error instanceof AssertionError)) throw error;
  }
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
