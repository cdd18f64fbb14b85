/** The graph of a desk, as people read it and as a document. */
import { textOf } from "../../core/decimal.ts";
import type { ActorPlan, DeskPlan, SupervisorPlan } from "../config/desk-plan.ts";
import { DESK_SPEAKER } from "../config/graph/desk-voice.ts";
import { DESK } from "../message/desk-types.ts";

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
      const writer = [...actors, DESK_SPEAKER].find(({ name }) => name === from);
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
      restart: actor.child.restart,
      significant: actor.child.significant,
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

/** Returns the desk as a drawing: the tree of supervisors, and below each actor what it reads. */
export function graphText(plan: DeskPlan): string {
  const { name, mode, console, instruments, supervisors } = plan;
  const head = `desk ${name}   mode ${mode}   console http://${console.hostname}:${console.port}`;
  const steps = instruments.map(
    (one) =>
      `  ${one.number}  ${one.name}   tick ${textOf(1, one.tick)}   lot ${textOf(1, one.lot)}   quote ${one.quote}`,
  );
  const [root] = supervisors;
  const tree = root === undefined ? [] : treeLines(root, plan, "");
  const isMainRead = plan.actors.some(({ reads }) => reads.some(({ actor }) => actor === DESK));
  const legend = isMainRead ? [LEGEND, MAIN_LEGEND] : [LEGEND];
  return [head, "", "instruments", ...steps, "", ...tree, "", ...legend].join("\n");
}

const LEGEND =
  "<= the writer waits for this reader   <- the writer cuts it off when it is too slow";

const MAIN_LEGEND = `${DESK}: what the main thread itself says, which waits for nobody`;

/** A supervisor and all that is below it, in start order. */
function treeLines(supervisor: SupervisorPlan, plan: DeskPlan, indent: string): readonly string[] {
  const below = `${indent}  `;
  return [
    indent + supervisorText(supervisor),
    ...supervisor.children.flatMap((child) => {
      const nested = plan.supervisors.find(({ name }) => child === `supervisors.${name}`);
      if (nested !== undefined) return treeLines(nested, plan, below);
      const actor = plan.actors.find(({ name }) => name === child);
      return actor === undefined ? [] : actorLines(actor, plan).map((line) => below + line);
    }),
  ];
}

function supervisorText(supervisor: SupervisorPlan): string {
  const { name, strategy, restartsMax, periodMs, onExceeded, autoShutdown } = supervisor;
  const budget = `${restartsMax} restarts in ${periodMs} ms, then ${onExceeded}`;
  const shutdown = autoShutdown === "never" ? "" : `   ends on ${autoShutdown}`;
  return `${name}   ${strategy}, ${budget}${shutdown}${lifeText(supervisor)}`;
}

function lifeText({ restart, significant }: Pick<ActorPlan["child"], "restart" | "significant">) {
  return `${restart === "permanent" ? "" : `   ${restart}`}${significant ? "   significant" : ""}`;
}

function actorLines(actor: ActorPlan, plan: DeskPlan): readonly string[] {
  const names = actor.instruments.map((number) => plan.instruments[number]?.name ?? "?");
  const wires = wiresOf(plan).filter(({ to }) => to === actor.name);
  const width = Math.max(0, ...wires.map(({ from }) => from.length));
  const facts = [
    `(${actor.use})`,
    names.join(" "),
    actor.thread === null ? "" : `thread ${actor.thread}`,
    actor.required ? "" : "not required",
    actor.idle === "spin" ? "asks to spin" : "",
  ].filter((fact) => fact !== "");
  return [
    `${actor.name}   ${facts.join("   ")}${lifeText(actor.child)}`,
    ...wires.map(({ from, subscription, messages }) => {
      const arrow = subscription === "GATE" ? "<=" : "<-";
      return `  ${arrow} ${from.padEnd(width)}   ${messages.join(" ")}`.trimEnd();
    }),
  ];
}

function namesOf(messages: ActorPlan["inspection"]["in"]): readonly string[] {
  return Object.values(messages).map(({ schema }) => schema.name);
}
