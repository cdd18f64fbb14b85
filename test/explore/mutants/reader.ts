/** Faults of a topic's readers, of joining, and of recovery. */
import type { Mutant } from "./mutant.ts";

const OVER_THE_END = "gate: three records over the ring's end";
const OVERRUN = "evict: a reader is overrun while it copies";
const DIES = "recovery: a writer of two records over the ring's end";

export const READER_MUTANTS: readonly Mutant[] = [
  {
    fault: "a record is freed before it is handled",
    file: "topic-reader.ts",
    edits: [
      [
        "    this.#int32[this.#state + DELIVERED_FROM_STATE] = position;\n",
        "    this.#int32[this.#state + DELIVERED_FROM_STATE] = position;\n    Atomics.store(this.#int32, this.#state + RELEASED_FROM_STATE, position);\n",
      ],
    ],
    scenario: "gate: a full ring",
    order: "SC",
  },
  {
    fault: "delivered is moved when the batch is freed, not before each record",
    file: "topic-reader.ts",
    edits: [
      ["    this.#int32[this.#state + DELIVERED_FROM_STATE] = position;\n", ""],
      [
        "    this.#released = this.#position;\n    // Release:",
        "    this.#released = this.#position;\n    this.#int32[this.#state + DELIVERED_FROM_STATE] = this.#position;\n    // Release:",
      ],
    ],
    scenario: "recovery: a gating reader dies",
    order: "SC",
  },
  {
    fault: "a copy is taken without a last look",
    file: "topic-reader.ts",
    edits: [["return state === SLOT_EVICTABLE || state === SLOT_GATING;", "return true;"]],
    scenario: OVERRUN,
    order: "SC",
  },
  {
    fault: "the last look at the state is an atomic load",
    file: "topic-reader.ts",
    edits: [
      [
        "const state = Atomics.add(this.#int32, this.#state, 0);\n    this.#evicted",
        "const state = Atomics.load(this.#int32, this.#state);\n    this.#evicted",
      ],
    ],
    scenario: OVERRUN,
    order: "ARM64",
  },
  {
    fault: "a batch is not confirmed by an atomic load",
    file: "topic-reader.ts",
    edits: [
      [
        "const word = Atomics.load(this.#int32, index);\n      if (word === 0) return false;",
        "const word = this.#int32[index] ?? 0;\n      if (word === 0) return false;",
      ],
    ],
    scenario: OVER_THE_END,
    order: "X86",
  },
  {
    fault: "a run of single records is not confirmed at its last one",
    file: "scan-singles.ts",
    edits: [
      [
        "if (records === 1 || Atomics.load(int32, last) === 0) return 1;",
        "if (records === 1) return 1;",
      ],
    ],
    scenario: OVER_THE_END,
    order: "X86",
  },
  {
    fault: "the last look before sleeping sees no records",
    file: "topic-reader.ts",
    edits: [
      [
        "return state !== SLOT_FREE && Atomics.load(this.#int32, this.#headerIndex()) !== 0;",
        "return false;",
      ],
    ],
    scenario: "doorbell: a writer's record wakes the reader that sleeps",
    order: "SC",
  },
  {
    fault: "a reader that rejoins forgets what it missed",
    file: "topic-reader.ts",
    edits: [["    this.#missedBefore += missed;\n", ""]],
    scenario: OVERRUN,
    order: "SC",
  },
  {
    fault: "a reader that joins frees nothing",
    file: "topic-join.ts",
    edits: [["    Atomics.store(int32, state + RELEASED_FROM_STATE, position);\n", ""]],
    scenario: "slots: a reader attaches while the writer writes",
    order: "SC",
  },
  {
    fault: "a reader that rejoins undoes main's change of its kind",
    file: "topic-join.ts",
    edits: [["    if (stateOfKind(int32, state) === wanted) return;", "    return;"]],
    scenario: "slots: a reader rejoins while main makes it gating",
    order: "SC",
  },
  {
    fault: "a reader that resumes trusts the writer's next sequence",
    file: "topic-join.ts",
    edits: [
      ["Math.max(float64[NEXT_SEQUENCE_INDEX] ?? 0, atLeast)", "float64[NEXT_SEQUENCE_INDEX] ?? 0"],
    ],
    scenario: "recovery: a gating reader dies",
    order: "SC",
  },
  {
    fault: "an empty header is looked at by an atomic load",
    file: "topic-join.ts",
    edits: [
      [
        "let index = (DATA_OFFSET + (position & (capacityBytes - 1))) >> 2;\n  if (Atomics.add(int32, index, 0) === 0) return next;",
        "let index = (DATA_OFFSET + (position & (capacityBytes - 1))) >> 2;\n  if (Atomics.load(int32, index) === 0) return next;",
      ],
    ],
    scenario: OVERRUN,
    order: "ARM64",
  },
  {
    fault: "recovery trusts the tail word",
    file: "topic-recovery.ts",
    edits: [["  while (walkBatch(topic, walk)) {", "  while (walk.recordsFound > 0) {"]],
    scenario: DIES,
    order: "SC",
  },
  {
    fault: "nobody tells the writer that a reader has come",
    file: "topic-slots.ts",
    edits: [
      [
        "  Atomics.add(int32, SLOT_CHANGES_INDEX, 1);\n  joinAtTail(topic, slot);",
        "  joinAtTail(topic, slot);",
      ],
    ],
    scenario: "doorbell: a reader that attaches to a running writer is woken by it",
    order: "SC",
  },
  {
    fault: "main's change of a reader's kind changes nothing",
    file: "topic-slots.ts",
    edits: [["  matchStateToKind(int32, stateIndex(slot));\n", ""]],
    scenario: "slots: a writer goes on past a reader that main has made evictable",
    order: "SC",
  },
];
