/** The graph of a desk, as people read it and as a document. */
import { textOf } from "../../core/decimal.ts";
import type { ActorPlan, DeskPlan } from "../config/desk-plan.ts";

/** One wire: a topic and one of its readers. */
export type Wire = {
  readonly from: string;
  readonly to: string;
  readonly subscription: string;
  readonly lane: string;
  /** Types that both ends know. */
  readonly messages: readonly string[];
};

/** Returns every wire of the desk, by reader in start order. */
export function wiresOf({ actors }: DeskPlan): readonly Wire[] {
  return actors.flatMap((reader) =>
    reader.reads.map(({ actor: from, subscription, lane }) => {
      const writer = actors.find(({ name }) => name === from);
      const said = writer === undefined ? [] : namesOf(writer.inspection.out);
      const understood = new Set(namesOf(reader.inspection.in));
      const messages = said.filter((name) => understood.has(name));
      return { from, to: reader.name, subscription, lane, messages };
    }),
  );
}

/** Returns the desk as plain data. */
export function graphData(plan: DeskPlan): Readonly<Record<string, unknown>> {
  const { name, mode, console, instruments, supervisors, actors } = plan;
  return {
    desk: name,
    mode,
    console,
    instruments: instruments.map((one) => ({
      number: one.number,
      name: one.name,
      tick: textOf(1, one.tick),
      lot: textOf(1, one.lot),
      quote: one.quote,
    })),
    supervisors,
    actors: actors.map((actor) => ({
      name: actor.name,
      kind: actor.kind,
      use: actor.use,
      supervisor: actor.child.supervisor,
      instruments: actor.instruments.map((number) => instruments[number]?.name ?? number),
      required: actor.required,
      idle: actor.idle,
      in: namesOf(actor.inspection.in),
      out: namesOf(actor.inspection.out),
      boards: namesOf(actor.inspection.boards),
      watch: namesOf(actor.inspection.watch),
    })),
    wires: wiresOf(plan),
  };
}

/** Returns the desk as a drawing: supervisors in order, and below each actor what it reads. */
export function graphText(plan: DeskPlan): string {
  const { name, mode, console, instruments, supervisors } = plan;
  const head = `desk ${name}   mode ${mode}   console http://${console.hostname}:${console.port}`;
  const steps = instruments.map(
    (one) =>
      `  ${one.number}  ${one.name}   tick ${textOf(1, one.tick)}   lot ${textOf(1, one.lot)}   quote ${one.quote}`,
  );
  const trees = supervisors.flatMap((supervisor) => [
    "",
    `${supervisor.name}   ${supervisor.strategy}, ${supervisor.restartsMax} restarts in ${supervisor.periodMs} ms, then ${supervisor.onExceeded}`,
    ...plan.actors
      .filter(({ child }) => child.supervisor === supervisor.name)
      .flatMap((actor) => actorLines(actor, plan)),
  ]);
  return [head, "", "instruments", ...steps, ...trees, "", LEGEND].join("\n");
}

const LEGEND =
  "<= the writer waits for this reader   <- the writer cuts it off when it is too slow";

function actorLines(actor: ActorPlan, plan: DeskPlan): readonly string[] {
  const names = actor.instruments.map((number) => plan.instruments[number]?.name ?? "?");
  const of = names.length === 0 ? "" : `   ${names.join(" ")}`;
  const wires = wiresOf(plan).filter(({ to }) => to === actor.name);
  const width = Math.max(0, ...wires.map(({ from }) => from.length));
  return [
    `  ${actor.name}   (${actor.use})${of}${actor.required ? "" : "   not required"}${actor.idle === "spin" ? "   asks to spin" : ""}`,
    ...wires.map(({ from, subscription, messages }) => {
      const arrow = subscription === "GATE" ? "<=" : "<-";
      return `    ${arrow} ${from.padEnd(width)}   ${messages.join(" ")}`.trimEnd();
    }),
  ];
}

function namesOf(messages: ActorPlan["inspection"]["in"]): readonly string[] {
  return Object.values(messages).map(({ schema }) => schema.name);
}
