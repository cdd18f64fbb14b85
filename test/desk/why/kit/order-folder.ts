/** A run's folder with a journal and a message log, of which the story of an order is asked. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findJournal } from "../../../../src/desk/journal-view/find-journal.ts";
import { JournalView } from "../../../../src/desk/journal-view/journal-view.ts";
import { type OrderStory, storyOf } from "../../../../src/desk/why/order-story.ts";
import { atEnd } from "../../../kit/at-end.ts";
import { CHECK, NOON, ORDER, RunWriter } from "../../journal-view/kit/desk-journal.ts";

/** The market by which the order was decided. */
export const QUOTE = {
  instrument: 0,
  bidTicks: 6_173_762,
  bidLots: 10,
  askTicks: 6_173_764,
  askLots: 20,
  venueSequence: 99,
  venueTimeUs: Number.NaN,
  intendedAt: Number.NaN,
  sentAt: Number.NaN,
  receivedAt: CHECK.basisAt,
  builtAt: CHECK.basisAt,
};

/** Gone at the end of the test. */
export class OrderFolder {
  readonly path = mkdtempSync(join(tmpdir(), "outcry-why-"));

  constructor() {
    atEnd(() => rmSync(this.path, { recursive: true, force: true }));
  }

  /** A life of the desk that writes the folder's journal. */
  journal(life = 1, start = NOON): RunWriter {
    return new RunWriter(join(this.path, "journal"), life, start);
  }

  /** Null when no record names the order. */
  story(id = ORDER): OrderStory | null {
    const found = findJournal(this.path);
    if (!found.ok) throw new Error(found.failure);
    return storyOf(found.value, new JournalView(found.value.journal), id);
  }
}
