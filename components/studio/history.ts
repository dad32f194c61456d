/** One decision among many: what was decided, and how things stood before or after it. */
interface Turn<State, Note> {
  readonly state: State;
  readonly note: Note;
}

/** Everything that was decided so far, in order; going back keeps what was gone back from. */
export interface History<State, Note> {
  readonly now: State;
  /** The last one is undone first. */
  readonly past: readonly Turn<State, Note>[];
  /** The last one is done again first. */
  readonly future: readonly Turn<State, Note>[];
}

/** A history in which nothing was decided yet. */
export function startHistory<State, Note>(now: State): History<State, Note> {
  return { now, past: [], future: [] };
}

/** Adds a decision. What had been undone cannot be done again after it. */
export function decide<State, Note>(
  { now, past }: History<State, Note>,
  next: State,
  note: Note,
): History<State, Note> {
  return { now: next, past: [...past, { state: now, note }], future: [] };
}

/** Takes the last decision back; the same history where there is none. */
export function undo<State, Note>(history: History<State, Note>): History<State, Note> {
  const { now, past, future } = history;
  const last = past.at(-1);
  if (!last) return history;
  const undone = { state: now, note: last.note };
  return { now: last.state, past: past.slice(0, -1), future: [...future, undone] };
}

/** Takes the last undoing back; the same history where there is none. */
export function redo<State, Note>(history: History<State, Note>): History<State, Note> {
  const { now, past, future } = history;
  const next = future.at(-1);
  if (!next) return history;
  const done = { state: now, note: next.note };
  return { now: next.state, past: [...past, done], future: future.slice(0, -1) };
}

/** Changes how things stand, stood and will stand alike: what is so whatever was decided. */
export function amend<State, Note>(
  { now, past, future }: History<State, Note>,
  change: (state: State) => State,
): History<State, Note> {
  const amended = (turns: readonly Turn<State, Note>[]) =>
    turns.map(({ state, note }) => ({ state: change(state), note }));
  return { now: change(now), past: amended(past), future: amended(future) };
}
