/** Who a simulated desk's taps hear: its actors, and main. */
import { expect, test } from "bun:test";
import { hearing } from "../../../../src/desk/simulation/judge/judge.ts";
import { type SaidRecord, Taps } from "../../../../src/desk/simulation/world/taps.ts";
import { numberTypes } from "../../../../src/runtime/codec/type-table.ts";
import { allocateLines } from "../../../../src/runtime/ring/lines.ts";
import type { ActorSystem } from "../../../../src/runtime/supervisor/actor-system.ts";
import { MainVoice } from "../../../../src/runtime/supervisor/voice/main-voice.ts";
import { VOICE_NUMBER } from "../../../../src/runtime/supervisor/voice/voice-spec.ts";
import { Ball } from "../../../kit/message.ts";

test("what main says is heard, judged and part of the record of all", () => {
  const numbered = numberTypes([Ball.schema], []);
  const types = numbered.ok ? numbered.value : [];
  const voice = new MainVoice(
    { name: "desk", kind: "desk", types: [Ball] },
    {
      lines: allocateLines(),
      time: { now: () => 0, every: () => () => {} },
      life: 1,
      firstSequence: 1,
      types: () => types,
    },
  );
  const system = { voice, types, status: () => [], topicOf: () => voice.topic };
  const judged: unknown[] = [];
  const court = { accuse: (_judge: string, text: string) => judged.push(text), note() {} };
  const taps = new Taps(court as never, [
    hearing(Ball, ({ number }, { actor, number: writer, sequence }) => {
      judged.push([number, actor, writer, sequence]);
    }),
  ]);
  const recorded: string[] = [];
  taps.onRecord = ({ actor }: SaidRecord) => recorded.push(actor);
  taps.attach(system as unknown as ActorSystem);
  voice.say(Ball, { number: 5 });
  voice.say(Ball, { number: 6 });
  taps.hearAll(types);
  expect(judged).toEqual([
    [5, "desk", VOICE_NUMBER, 1],
    [6, "desk", VOICE_NUMBER, 2],
  ]);
  expect(recorded).toEqual(["desk", "desk"]);
});
