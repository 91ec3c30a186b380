/**
 * The steps of a history. Each is one thing that a user of the engine, or the world around it, may do.
 *
 * @module
 */

import { FountainError } from "../../src/base/errors.ts";
import type { Sequence } from "../../src/base/types.ts";
import { spaceOf } from "../../src/encoding/internal_key.ts";
import type { Retention } from "../../src/engine/settings.ts";
import type { View } from "../../src/engine/view.ts";
import {
  compareAll,
  compareGets,
  compareScan,
  compareVersions,
  compareView,
  hold,
  holdEntry,
  nextEntry,
  show,
} from "./compare.ts";
import { magnitude, pick } from "./draw.ts";
import type { History } from "./history.ts";
import { type ModelOperation, toBytes } from "./model.ts";

/** A kind of step. */
export interface Step {
  /** How often it comes when it is not switched off. */
  readonly usual: number;
  readonly run: (history: History) => Promise<void> | void;
}

async function write(history: History): Promise<void> {
  const { batch, operations } = history.writer.batch(1, false);
  note(history, operations);
  await history.commit(batch, operations);
}

async function writeBatch(history: History): Promise<void> {
  const { random } = history;
  const { batch, operations } = history.writer.batch(magnitude(random, 1, 20), random.chance(0.5));
  note(history, operations);
  await history.commit(batch, operations);
}

/** Several commits that nobody waits for, with reads in between. */
async function writeTogether(history: History): Promise<void> {
  const { random } = history;
  for (let i = 2 + random.below(5); i > 0; i--) {
    const { batch, operations } = history.writer.batch(1 + random.below(4), random.chance(0.5));
    note(history, operations);
    history.begin(history.commit(batch, operations));
    if (random.chance(0.3)) readSome(history);
    if (random.chance(0.2)) await history.turn();
  }
  if (random.chance(0.6)) await history.settleBackground();
}

async function writeRefused(history: History): Promise<void> {
  const { engine, model, writer, random } = history;
  const { batch, operations } = writer.batch(1 + random.below(3), true);
  const refusal = new FountainError("conflict", "Refused: by the simulation");
  const { assigned } = model;
  let seen = 0;
  const answer = await history.commit(batch, operations, () => {
    seen = engine.pendingSequence;
    return refusal;
  }).then(() => undefined, (error) => error);
  // The store may have failed meanwhile; whoever calls sees to that.
  if (answer !== refusal && answer instanceof Error) throw answer;
  hold(answer === refusal, "a commit was not refused");
  hold(model.assigned >= assigned, "a refusal took something away");
  hold(engine.sequence >= seen, `refused for what is not safe yet: ${seen} is pending behind ${engine.sequence}`);
}

async function dropSpace(history: History): Promise<void> {
  const { random } = history;
  // Nothing is written to a space behind its drop, and what is under way may still be waiting for its sequence.
  await history.settleBackground();
  const { batch, operations } = history.writer.batch(random.below(4), true);
  const changes: ModelOperation[] = [...operations];
  if (!history.writer.dropSpace({ batch, operations: changes })) return;
  note(history, changes);
  const dropped = history.commit(batch, changes);
  // Flushes and merges that begin meanwhile must not take it for done.
  if (random.chance(0.5)) await dropped;
  else history.begin(dropped);
}

function note(history: History, operations: readonly ModelOperation[]): void {
  history.note(() => {
    const changes = operations.map(({ kind, key, value, offset }) =>
      `+${offset} ${kind} ${show(key)} (${value.length})`
    );
    return `  ${changes.join(", ")}`;
  });
}

function readSome(history: History): void {
  const { engine, model, random } = history;
  history.fill();
  const keys = model.keys;
  if (keys.length === 0) return;
  const some = Array.from({ length: 4 }, () => pick(random, keys));
  const sequence = engine.sequence;
  for (const key of some) {
    const found = engine.find(toBytes(key));
    const wanted = model.visible(key, sequence);
    hold((found?.sequence ?? 0) === (wanted?.sequence ?? 0), () => {
      return `get ${show(key)} at ${sequence}: found @${found?.sequence}, wanted @${wanted?.sequence}`;
    });
  }
}

function readAll(history: History): void {
  history.fill();
  compareGets((key) => history.engine.find(key), history.model, history.engine.sequence);
}

function readNow(history: History): void {
  history.fill();
  compareAll(history.engine, history.model);
}

function openView(history: History): void {
  if (history.views.length >= 4) return;
  history.fill();
  history.views.push(history.engine.view());
}

function readView(history: History): void {
  const { views, random, model } = history;
  if (views.length === 0) return;
  const view = pick(random, views);
  switch (random.below(3)) {
    case 0:
      return compareView(view, model);
    case 1:
      return compareGets((key) => view.find(key), model, view.sequence);
    default:
      return scanRange(history, view);
  }
}

function closeView(history: History): void {
  const { views, random } = history;
  const at = random.below(views.length + 1);
  views.splice(at, 1)[0]?.close();
}

/** Bounds as callers have them: none, two keys, a prefix. */
function drawRange(history: History): { readonly from?: string; readonly to?: string } {
  const { random, writer } = history;
  const from = writer.key();
  switch (random.below(4)) {
    case 0:
      return {};
    case 1:
      return random.chance(0.5) ? { from } : { to: from };
    case 2:
      return from.endsWith("\xff") ? { from } : { from, to: afterPrefix(from) };
    default:
      return { from, to: writer.key() };
  }
}

function afterPrefix(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

function scanRange(history: History, view: View): void {
  const { from, to } = drawRange(history);
  compareScan(view, history.model, history.random.chance(0.5), from, to);
}

function scan(history: History): void {
  history.fill();
  const view = history.engine.view();
  try {
    scanRange(history, view);
  } finally {
    view.close();
  }
}

function openIteration(history: History): void {
  const { random, engine, model, iterations } = history;
  if (iterations.length >= 4) return;
  history.fill();
  const { from, to } = drawRange(history);
  const reverse = random.chance(0.5);
  const view = engine.view();
  const entries = model.entries(view.sequence, from, to);
  if (reverse) entries.reverse();
  const range = { from: from === undefined ? from : toBytes(from), to: to === undefined ? to : toBytes(to), reverse };
  iterations.push({ view, cursor: view.iterate(range), reverse, entries, at: 0, shown: undefined });
}

function iterate(history: History): void {
  const { random, iterations } = history;
  if (iterations.length === 0) return;
  const iteration = pick(random, iterations);
  const { cursor, entries, reverse } = iteration;
  // What was shown last stays good, whatever happened beneath it since.
  if (iteration.shown !== undefined) holdEntry(cursor, iteration.shown, "iteration, still");
  iteration.shown = undefined;
  if (random.chance(0.25)) {
    const key = history.writer.key();
    history.note(() => `  seek ${show(key)}`);
    cursor.seek(toBytes(key));
    const at = entries.findIndex((entry) => reverse ? entry.key <= key : entry.key >= key);
    iteration.at = at < 0 ? entries.length : at;
  }
  for (let i = random.below(5); i > 0; i--) {
    const wanted = entries[iteration.at];
    const there = nextEntry(cursor);
    hold(
      there === (wanted !== undefined),
      () => `iteration ${there ? "goes on" : "ended"} at ${iteration.at} of ${entries.length}`,
    );
    iteration.shown = undefined;
    if (wanted === undefined) return;
    holdEntry(cursor, wanted, "iteration");
    iteration.shown = wanted;
    iteration.at++;
  }
}

function closeIteration(history: History): void {
  const at = history.random.below(history.iterations.length + 1);
  const [closed] = history.iterations.splice(at, 1);
  closed?.cursor.close();
  closed?.view.close();
}

function pin(history: History): void {
  const { engine, model, random } = history;
  if (model.pins.length >= 5) return;
  history.fill();
  const sequence = model.pins.length > 0 && random.chance(0.2) ? pick(random, model.pins) : engine.sequence;
  // A snapshot is stored, and answered when that is durable; a pin that did not last is of no use to anybody.
  engine.pin(sequence as Sequence);
  model.pins.push(sequence);
}

function unpin(history: History): void {
  const { engine, model, random } = history;
  if (model.pins.length === 0) return;
  const [sequence] = model.pins.splice(random.below(model.pins.length), 1);
  engine.unpin(sequence as Sequence);
}

async function flush(history: History): Promise<void> {
  const { engine, model, random } = history;
  history.fill();
  const { assigned } = model;
  const done = engine.flush().then(() => {
    if (history.engine !== engine) return;
    model.acknowledge(assigned);
    model.settle(assigned);
  });
  if (random.chance(0.3)) return history.begin(done);
  await done;
  const logs = history.machine.listFiles().filter(({ path }) => path.includes("/log/"));
  // What was in the log is in tables, so at most the segment that is written now is left of it.
  hold(engine.pendingSequence > assigned || logs.length <= 1, () => `a flush leaves ${logs.length} segments`);
}

async function compact(history: History, mode: "tick" | "full"): Promise<void> {
  const work = history.engine.compact(mode);
  if (history.random.chance(0.5)) history.begin(work);
  else await work;
}

/** The past: at some sequence, and at the oldest one from which on everything is kept. */
function readPast(history: History): void {
  const { engine, random } = history;
  history.fill();
  readAt(history, random.below(engine.sequence + 1));
  let oldest = engine.sequence as number;
  while (oldest > 0 && readAt(history, oldest - 1, false)) oldest--;
  readAt(history, oldest);
}

/** Reads at a sequence: rightly, or not at all where the setting allows that. False when it is gone. */
function readAt(history: History, sequence: number, fully = true): boolean {
  const { engine, model, random, plan } = history;
  let view: View;
  try {
    view = engine.view(sequence as Sequence);
  } catch (error) {
    if (!(error instanceof FountainError && error.code === "gone")) throw error;
    const { retention } = plan;
    const kept = retention.keep === "all" || model.pins.includes(sequence) || sequence === engine.sequence ||
      (retention.keep === "age" && (model.supersededMs(sequence) ?? Infinity) > engine.nowMs() - retention.ageMs);
    hold(!kept, `sequence ${sequence} is kept, and gone`);
    return false;
  }
  try {
    if (fully) {
      // Of a space that was dropped with its past some may be there.
      const isKept = (key: string): boolean => view.keeps(spaceOf(toBytes(key), 0));
      compareGets((key) => view.find(key), model, sequence, isKept);
      if (model.keys.every(isKept)) compareScan(view, model, random.chance(0.5));
    }
    return true;
  } finally {
    view.close();
  }
}

function readVersions(history: History): void {
  const { engine, model, random, plan, views } = history;
  history.fill();
  if (model.keys.length === 0) return;
  const held = views.length > 0 && random.chance(0.5) ? pick(random, views) : undefined;
  const view = held ?? engine.view();
  try {
    // The newest N are counted from the present, which a view that is held has left behind.
    const { retention } = plan;
    const counted: Retention = held === undefined || retention.keep !== "last" ? retention : { keep: "latest" };
    for (let i = 0; i < 5; i++) {
      const sinceMs = retention.keep === "age" ? engine.nowMs() - retention.ageMs : 0;
      const key = pick(random, model.keys);
      // A drop since may have taken the past of the space along, but for what the view itself sees.
      const isDropped = model.dropFloor(key, model.assigned) > view.sequence;
      compareVersions(view, model, key, isDropped ? { keep: "latest" } : counted, sinceMs);
    }
  } finally {
    if (held === undefined) view.close();
  }
}

/** Lets time pass; with durability `interval` everything is on disk when enough has. */
async function sleep(history: History): Promise<void> {
  const { engine, model, settings, random, platform } = history;
  const ms = 1 + random.below(100);
  const { acknowledged } = model;
  await platform.clock.sleep(ms);
  const { durability, syncIntervalMs = 0 } = settings;
  if (durability !== "interval" || ms < 2 * syncIntervalMs) return;
  // The sync was begun; it ends in one of the next turns.
  for (let turn = 0; turn < 20; turn++) await history.turn();
  if (history.engine === engine && engine.failure === undefined) model.settle(acknowledged);
}

/** What happens in a history, by kind. */
export const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ["write", { usual: 30, run: write }],
  ["batch", { usual: 15, run: writeBatch }],
  ["together", { usual: 8, run: writeTogether }],
  ["refused", { usual: 2, run: writeRefused }],
  ["dropSpace", { usual: 1.5, run: dropSpace }],
  ["readSome", { usual: 4, run: readSome }],
  ["readAll", { usual: 3, run: readAll }],
  ["scan", { usual: 4, run: scan }],
  ["openView", { usual: 3, run: openView }],
  ["readView", { usual: 4, run: readView }],
  ["closeView", { usual: 2, run: closeView }],
  ["openIteration", { usual: 3, run: openIteration }],
  ["iterate", { usual: 8, run: iterate }],
  ["closeIteration", { usual: 2, run: closeIteration }],
  ["pin", { usual: 2, run: pin }],
  ["unpin", { usual: 1, run: unpin }],
  ["readPast", { usual: 2, run: readPast }],
  ["versions", { usual: 3, run: readVersions }],
  ["flush", { usual: 2, run: flush }],
  ["tick", { usual: 2, run: (history) => compact(history, "tick") }],
  ["full", { usual: 1, run: (history) => compact(history, "full") }],
  ["turn", { usual: 4, run: (history) => history.turn() }],
  ["sleep", { usual: 1, run: sleep }],
  ["clock", { usual: 1, run: (history) => history.machine.shiftClock(history.random.below(5000)) }],
  ["verify", { usual: 0.5, run: (history) => history.verify() }],
  ["reopen", { usual: 1, run: (history) => history.reopen() }],
  ["kill", { usual: 0.7, run: (history) => history.kill() }],
  ["powerCut", { usual: 1.5, run: (history) => history.orderPowerCut() }],
  ["fault", { usual: 1, run: (history) => history.orderFault() }],
  ["readNow", { usual: 1, run: readNow }],
]);
