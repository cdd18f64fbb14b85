/** Faults of topics, doorbells and the lives of actors. */
import type { Mutant } from "./mutant.ts";

const READER = "src/runtime/ring/topic-reader.ts";
const WRITER = "src/runtime/ring/topic-writer.ts";
const LIMITS = "src/runtime/ring/reader-limits.ts";

export const TRANSPORT_MUTANTS: readonly Mutant[] = [
  {
    fault: "a record is delivered again after a crash",
    edits: [
      {
        file: READER,
        from: "    this.#position = position;\n    this.#int32[this.#state + DELIVERED_FROM_STATE] = position;",
        to: "    this.#position = position;",
      },
      {
        file: READER,
        from: "    Atomics.store(this.#int32, this.#state + RELEASED_FROM_STATE, this.#position);",
        to: "    Atomics.store(this.#int32, this.#state + RELEASED_FROM_STATE, this.#position);\n    this.#int32[this.#state + DELIVERED_FROM_STATE] = this.#position;",
      },
    ],
    judge: "deliveries",
  },
  {
    fault: "a doorbell is lost at the commit",
    edits: [
      {
        file: WRITER,
        from: "    if (records > 0) this.#readers.ringBells();\n",
        to: "",
      },
      {
        file: WRITER,
        from: "    if (this.#keepsOrder) seeStores(this.int32, TAIL_INDEX);\n    this.#readers.ringBells();\n",
        to: "",
      },
    ],
    judge: null,
  },
  {
    fault: "a timer of a life that is over runs",
    edits: [
      { file: "src/runtime/actor/build-cell.ts", from: "      answers.timers.close();\n", to: "" },
      {
        file: "src/runtime/actor/actor-cell.ts",
        from: "    if (this.#ended) return this.block.countLateCompletions(1);\n",
        to: "    if (this.#ended) return run();\n",
      },
      {
        file: "src/runtime/actor/actor-cell.ts",
        from: "    if (this.#ended) return;\n    this.#witness",
        to: "    this.#witness",
      },
    ],
    judge: null,
  },
  {
    fault: "a reader that was cut off is not told what it missed",
    edits: [{ file: READER, from: "    this.#missedBefore += missed;\n", to: "" }],
    judge: "deliveries",
  },
  {
    fault: "a reader that is waited for is cut off",
    edits: [
      {
        file: LIMITS,
        from: "    if (room < 0) return false;\n",
        to: "    if (room < 0) room = 0;\n",
      },
      {
        file: LIMITS,
        from: "else if (kind === SLOT_GATING || !this.#evict(state)) return false;",
        to: "else Atomics.store(this.#int32, state, SLOT_EVICTED);",
      },
    ],
    judge: "deliveries",
  },
  {
    fault: "nothing of a handler that threw is taken back",
    edits: [
      {
        file: "src/runtime/actor/actor-cell.ts",
        from: "      guard(call);\n    } catch (error) {\n      this.#outbox.discard();",
        to: "      guard(call);\n    } catch (error) {\n      this.#outbox.publish();",
      },
    ],
    judge: null,
  },
  {
    fault: "sequences of a next process begin at 1",
    edits: [
      {
        file: "src/runtime/supervisor/world.ts",
        from: "this.firstSequence = firstSequenceOf(state.life);",
        to: "this.firstSequence = firstSequenceOf(1 + 0 * state.life);",
      },
    ],
    judge: null,
  },
  {
    fault: "the place of a reader that left is not given back",
    edits: [
      {
        file: "src/runtime/supervisor/roster/wiring.ts",
        from: "  for (const { topic, slot } of places) detachReader(topic, slot);\n",
        to: "",
      },
    ],
    judge: "slots",
  },
];
