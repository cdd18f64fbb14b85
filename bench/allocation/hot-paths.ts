/**
 * What is done for every message, as loops that do nothing else: each with the product's own
 * classes, on one thread, which sees what all threads would allocate. Each returns a sum of what
 * was read, so that no part of it is left out.
 */
import { Approved } from "../../src/desk/message/approved.ts";
import { L2Delta } from "../../src/desk/message/l2-delta.ts";
import { Quote } from "../../src/desk/message/quote.ts";
import type { MessageType } from "../../src/runtime/codec/message-type.ts";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../src/runtime/ring/topic-memory.ts";
import { TopicReader } from "../../src/runtime/ring/topic-reader.ts";
import { attachReader, type ReaderKind } from "../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";
import { allocateTelemetry } from "../../src/runtime/telemetry/telemetry-layout.ts";
import { TelemetryWriter } from "../../src/runtime/telemetry/telemetry-writer.ts";
import { approvedBody, deltaBody, fillQuote, quoteBody } from "./bodies.ts";

/** Handles so many messages and returns a sum of what was read of them. */
export type HotPath = (messages: number) => number;

const TYPE = 1;

function openTopic(kind: ReaderKind) {
  const lines = allocateLines();
  const topic = allocateTopic({ capacityBytes: 1 << 20 });
  const slot = attachReader(topic, { kind, bellLine: 1 });
  const writer = new TopicWriter(topic, lines, { owner: 1, incarnation: 1 });
  return { writer, reader: new TopicReader(topic, slot) };
}

/** Claim, write, commit, publish; then next, bind, three fields, release. */
export function quotesOverTopic(kind: ReaderKind, batch: number): HotPath {
  const { writer, reader } = openTopic(kind);
  const { codec } = Quote;
  const view = codec.createView();
  const body = quoteBody();
  const write = (i: number): undefined => {
    fillQuote(body, i);
    const offset = writer.claim(codec.boundOf(body), TYPE);
    writer.commit(codec.write(writer.data, offset, body));
  };
  const readAll = (): number => {
    let sum = 0;
    while (reader.next()) {
      view.bind(reader.data, reader.offset, reader.payloadBytes);
      sum += view.bidTicks + view.askLots + view.builtAt;
    }
    reader.release();
    return sum;
  };
  return (messages) => {
    let sum = 0;
    for (let i = 0; i < messages; i += batch) {
      for (let at = 0; at < batch; at += 1) write(i + at);
      writer.publish();
      sum += readAll();
    }
    return sum;
  };
}

/** A body with a text and enums; its numbers and names are read, its text is not. */
export function ordersOverTopic(): HotPath {
  const { writer, reader } = openTopic("GATE");
  const body = approvedBody();
  const view = Approved.codec.createView();
  return (messages) => {
    let sum = 0;
    for (let i = 0; i < messages; i += 1) {
      body.lots = i;
      body.side = (i & 1) === 0 ? "BUY" : "SELL";
      publish(writer, Approved, body);
      reader.next();
      view.bind(reader.data, reader.offset, reader.payloadBytes);
      sum += view.side === "BUY" ? view.lots : view.priceTicks;
      reader.release();
    }
    return sum;
  };
}

/** A book's update of twenty levels, all of them read. */
export function levelsOverTopic(): HotPath {
  const { writer, reader } = openTopic("GATE");
  const body = deltaBody();
  const view = L2Delta.codec.createView();
  return (messages) => {
    let sum = 0;
    for (let i = 0; i < messages; i += 1) {
      body.venueSequence = i;
      body.levels[1] = i;
      publish(writer, L2Delta, body);
      reader.next();
      view.bind(reader.data, reader.offset, reader.payloadBytes);
      const { levels } = view;
      for (let at = 0; at < levels.length; at += 1) sum += levels.at(at) ?? 0;
      reader.release();
    }
    return sum;
  };
}

/** What the loop counts for each message: how long it waited, and that it came. */
export function countsAndLatencies(): HotPath {
  const telemetry = new TelemetryWriter(allocateTelemetry());
  const histogram = telemetry.histogram("wait:quote");
  const counter = telemetry.counter("messages:quote");
  return (messages) => {
    for (let i = 0; i < messages; i += 1) {
      telemetry.record(histogram, (i * 7_919) % 5_000_000);
      telemetry.add(counter);
    }
    return messages;
  };
}

/** Reads the text of each message: a string of JavaScript, so this one allocates. */
export function textsRead(): HotPath {
  const body = approvedBody();
  const data = new DataView(new SharedArrayBuffer(256));
  const view = Approved.codec.createView();
  const bytes = Approved.codec.write(data, 0, body);
  return (messages) => {
    let sum = 0;
    for (let i = 0; i < messages; i += 1) {
      view.bind(data, 0, bytes);
      sum += view.orderId.length;
    }
    return sum;
  };
}

function publish<Body>(writer: TopicWriter, type: MessageType<Body>, body: Body): undefined {
  const offset = writer.claim(type.codec.boundOf(body), TYPE);
  writer.commit(type.codec.write(writer.data, offset, body));
  writer.publish();
}
