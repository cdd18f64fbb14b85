/** A fault that is planted into the product's own source: the simulation has to find it. */

/** One change of one file: `from` stands there exactly once. */
export type Edit = { readonly file: string; readonly from: string; readonly to: string };

export type Mutant = {
  /** What is wrong with it, as it stands in the table. */
  readonly fault: string;
  /** One change, or a few that belong together. Paths from the project's own folder. */
  readonly edits: readonly Edit[];
  /** Who has to find it; null: whoever does. */
  readonly judge: string | null;
  /** In which desk it is planted. */
  readonly desk?: MutantDesk;
};

/** `config/playback` fills on paper, `config/demo` trades at an exchange. */
export type MutantDesk = "config/playback" | "config/demo";

export function deskOf({ desk = "config/playback" }: Pick<Mutant, "desk">): MutantDesk {
  return desk;
}
