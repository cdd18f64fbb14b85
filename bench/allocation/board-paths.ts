/** {@link HotPath}s of boards, and of an actor's outbox, which is what its `send` and `put` call. */
import { BookTop } from "../../src/desk/message/book.ts";
import { Quote } from "../../src/desk/message/quote.ts";
import { Top } from "../../src/desk/message/top.ts";
import { Trade } from "../../src/desk/message/trade.ts";
import { compilePut, compileSend, type Put } from "../../src/runtime/actor/compile-surface.ts";
import { Outbox } from "../../src/runtime/actor/outbox.ts";
import type { MessageType } from "../../src/runtime/codec/message-type.ts";
import { allocateBoard, watchBoard } from "../../src/runtime/ring/board-memory.ts";
import { BoardReader } from "../../src/runtime/ring/board-reader.ts";
import { BoardWriter } from "../../src/runtime/ring/board-writer.ts";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../src/runtime/ring/topic-memory.ts";
import { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";
import { bookBody, topBody } from "./bodies.ts";
import type { HotPath } from "./hot-paths.ts";

function openBoard(type: MessageType<never>, lines: SharedArrayBuffer) {
  const memory = allocateBoard({ slots: 4, slotBytes: type.slotBytes });
  const watcher = watchBoard(memory, 1);
  const writer = new BoardWriter(memory, lines, 1);
  return { memory, writer, reader: new BoardReader(memory, watcher) };
}

/** Put, ring, take what is dirty, read one field of it: with any message that has a `sequence`. */
function valuesOverBoard<Body extends { readonly sequence: number }>(
  type: MessageType<Body>,
  body: NoInfer<Body> & { sequence: number },
): HotPath {
  const { writer, reader } = openBoard(type as MessageType<never>, allocateLines());
  const { codec } = type;
  const view = codec.createView();
  const scratch = new DataView(new ArrayBuffer(type.slotBytes));
  const onSlot = (slot: number): undefined => {
    const bytes = reader.read(slot, scratch);
    view.bind(scratch, 0, bytes);
  };
  return (messages) => {
    let sum = 0;
    for (let i = 0; i < messages; i += 1) {
      body.sequence = i;
      const offset = writer.begin(i & 3);
      writer.end(i & 3, codec.write(writer.data, offset, body));
      writer.ring();
      reader.takeDirty(onSlot);
      sum += (view as unknown as { sequence: number }).sequence;
    }
    return sum;
  };
}

/** The best bid and ask: 57 bytes. */
export function topsOverBoard(): HotPath {
  return valuesOverBoard(Top, topBody());
}

/** Fifty levels a side: 1,842 bytes. */
export function booksOverBoard(): HotPath {
  return valuesOverBoard(BookTop, bookBody());
}

function openOutbox() {
  const lines = allocateLines();
  const topic = allocateTopic({ capacityBytes: 1 << 20 });
  const writer = new TopicWriter(topic, lines, { owner: 1, incarnation: 1 });
  const boards = [Top, BookTop].map((type) => ({
    name: type.name,
    type: type as MessageType<never>,
    slots: 4,
    writer: openBoard(type as MessageType<never>, lines).writer,
  }));
  return { outbox: new Outbox(writer, boards), boards };
}

/** What a handler says: messages of three types given as literals, and the publish at its return. */
export function literalsSent(): HotPath {
  const { outbox } = openOutbox();
  // As a context has it: one function a name.
  const senderOf = (type: unknown, number: number) => {
    const out = { type: type as MessageType<never>, typeAndVersion: number };
    return compileSend(outbox.writer, out) as (body: unknown) => boolean;
  };
  const send = { quote: senderOf(Quote, 1), trade: senderOf(Trade, 2), top: senderOf(Top, 3) };
  return (messages) => {
    let sent = 0;
    for (let i = 0; i < messages; i += 3) {
      sent += Number(send.quote(quoteLiteral(i)));
      sent += Number(
        send.trade({
          instrument: i & 0xff,
          aggressor: (i & 1) === 0 ? "BUY" : "SELL",
          priceTicks: 6_500_000 + (i & 0xfff),
          lots: i & 0xffff,
          venueTimeUs: 1.7e15 + i,
          receivedAt: 1e15 + i * 1_000.5,
          builtAt: 1e15 + i * 1_000.5,
          tradeId: "4711000815",
        }),
      );
      sent += Number(
        send.top({
          state: "LIVE",
          bidTicks: 6_500_000 + (i & 0xfff),
          bidLots: i & 0xffff,
          askTicks: 6_500_001 + (i & 0xfff),
          askLots: i & 0x7fff,
          sequence: i,
          receivedAt: 1e15 + i * 1_000.5,
        }),
      );
      outbox.publish();
    }
    return sent;
  };
}

function quoteLiteral(i: number) {
  return {
    instrument: i & 0xff,
    bidTicks: 6_500_000 + (i & 0xfff),
    bidLots: i & 0xffff,
    askTicks: 6_500_001 + (i & 0xfff),
    askLots: i & 0x7fff,
    venueSequence: 5e10 + i,
    venueTimeUs: 1.7e15 + i,
    intendedAt: 1e15 + i,
    sentAt: 1e15 + i,
    receivedAt: 1e15 + i * 1_000.5,
    builtAt: 1e15 + i * 1_000.5,
  };
}

/** What a feed does with each update: the top and the book, as literals, put and published. */
export function boardsPut(): HotPath {
  const { outbox, boards } = openOutbox();
  const [top, book] = boards.map((board) => compilePut(outbox.stage, board)) as [Put, Put];
  const { levels } = bookBody();
  return (messages) => {
    for (let i = 0; i < messages; i += 1) {
      const body = {
        state: "LIVE",
        bidTicks: 6_500_000 + (i & 0xfff),
        bidLots: i & 0xffff,
        askTicks: 6_500_001 + (i & 0xfff),
        askLots: i & 0x7fff,
        sequence: i,
        receivedAt: 1e15 + i * 1_000.5,
      };
      top(i & 3, body as never);
      const { sequence, receivedAt } = body;
      const venueSequence = 5e10 + i;
      book(i & 3, {
        state: "LIVE",
        sequence,
        venueSequence,
        receivedAt,
        bidCount: 50,
        levels,
      } as never);
      outbox.publish();
    }
    return messages;
  };
}
