/**
 * One history: a simulated machine, an engine on it and the model beside it, from the first open to the last check.
 *
 * ```
 *        open ──> steps ──> close ─────────────┐ everything is there
 *         ^        │ │ └──> the process dies ──┤ everything answered is there
 *         │        │ └────> an operation fails ┤ read-only or unaffected; answered is there
 *         │        └──────> power cut ─────────┤ everything durable is there
 *         └── compare, cut the model to R <────┘ in every case: a whole number of batches, R, and nothing else
 * ```
 *
 * Everything is drawn from the seed, so a seed that fails once fails always; `steps.ts` has the steps.
 *
 * @module
 */

import { AssertionError } from "../../src/base/assert.ts";
import { FountainError } from "../../src/base/errors.ts";
import type { Sequence } from "../../src/base/types.ts";
import type { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { VisibleCursor } from "../../src/engine/iterate.ts";
import type { EngineSettings } from "../../src/engine/settings.ts";
import type { View } from "../../src/engine/view.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { type Operation, type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";
import { SeededRandom } from "../../src/platform/simulated/seeded_random.ts";
import { compareAll, compareGets, hold, Mismatch } from "./compare.ts";
import { drawKind, drawPlan, drawSettings, magnitude, pick, type Plan, Writer } from "./draw.ts";
import { Model, type ModelEntry, type ModelOperation } from "./model.ts";
import { STEPS } from "./steps.ts";

const FOLDER = "/store";
/** No thread is started on a simulated machine. */
const WORKER_URL = new URL("../../src/worker.ts", import.meta.url);
const READING = new Set(["open", "read", "list"]);
/** Codes that an operation of the disk that failed may come out as. */
const FAILURE_CODES = new Set(["io", "storage-full", "read-only"]);

/** An iteration under way. */
export interface Iteration {
  readonly view: View;
  readonly cursor: VisibleCursor;
  readonly reverse: boolean;
  /** What it shall give, in its direction, and how much of that it gave. */
  readonly entries: readonly ModelEntry[];
  at: number;
  /** What it stands on. */
  shown: ModelEntry | undefined;
}

/** See the module. */
export class History {
  readonly random: SeededRandom;
  readonly plan: Plan;
  readonly writer: Writer;
  readonly model = new Model();
  machine: SimulatedMachine;
  platform: Platform;
  declare engine: Engine;
  settings: Partial<EngineSettings> = {};
  views: View[] = [];
  iterations: Iteration[] = [];
  /** One line a step, when wanted; and those of machines that are gone. */
  readonly #trace: string[] | undefined;
  readonly #machineTraces: (readonly string[])[] = [];
  /** Work that nobody waits for; and the first of it that ended as it must not. */
  #background: Promise<void>[] = [];
  #backgroundError: { readonly error: unknown } | undefined;
  /** The operation of the disk that was ordered to fail did. */
  #faultFired = false;
  #faultOrdered = false;
  #closing = false;
  /** Counts processes: each opens the store once. */
  #process = 0;

  constructor(seed: number, trace?: string[], traceDisk = false) {
    this.random = new SeededRandom(seed, "history");
    const kinds = new Map([...STEPS].map(([kind, { usual }]) => [kind, usual]));
    this.plan = drawPlan(this.random, kinds);
    this.writer = new Writer(this.random, this.plan);
    this.machine = simulatedMachine({ seed, trace: traceDisk });
    this.platform = this.machine.platform();
    this.#trace = trace;
  }

  /** Lives it. @throws Mismatch or whatever the engine should not have thrown */
  async run(): Promise<void> {
    const { random } = this;
    this.note(() => `plan: ${JSON.stringify({ ...this.plan, weights: [...this.plan.weights] })}`);
    await this.open(0);
    for (let step = 0; step < this.plan.steps; step++) {
      const kind = drawKind(random, this.plan.weights);
      this.note(() => `${step} ${kind}`);
      await this.#attempt(() => STEPS.get(kind)?.run(this));
      // Now and then what is under way gets on.
      if (random.chance(0.3)) await this.#attempt(() => this.turn());
    }
    await this.#end();
  }

  /** Adds a line to the trace, if there is one. */
  note(line: () => string): void {
    this.#trace?.push(line());
  }

  /** What the disks were asked to do, over all machines. */
  get diskTrace(): readonly string[] {
    return [...this.#machineTraces, this.machine.trace].flat();
  }

  /** Lets others run. */
  async turn(): Promise<void> {
    await this.platform.clock.sleep(0);
  }

  /**
   * Commits a batch; the model has it from the moment that the engine gave it its sequences.
   * @param refusal is asked in that moment, for an error to refuse the batch with
   */
  async commit(batch: Batch, operations: readonly ModelOperation[], refusal?: () => Error): Promise<void> {
    const { engine, model } = this;
    let last = 0;
    const answered = engine.commit(batch, () => {
      this.fill();
      // A condition is about the state that the batch would follow, whether or not readers see it yet.
      if (this.random.chance(0.1)) {
        const { pendingSequence } = engine;
        compareGets((key) => engine.find(key, key.length, pendingSequence), model, pendingSequence);
      }
      if (refusal !== undefined) throw refusal();
      const first = engine.pendingSequence + 1;
      last = first + batch.sequenceCount - 1;
      model.add(first, last, operations, engine.nowMs());
    });
    const sequence = await answered;
    // The answer may come to a process that is gone.
    if (engine !== this.engine) return;
    hold(sequence === last, `a commit of sequences up to ${last} was answered ${sequence}`);
    hold(engine.sequence >= last, `${last} was answered and readers are at ${engine.sequence}`);
    model.acknowledge(last);
    if (this.settings.durability === "always") model.settle(last);
  }

  /** Tells the model of batches that the engine made for itself; each has one sequence and no key of ours. */
  fill(): void {
    const { engine, model } = this;
    while (model.assigned < engine.pendingSequence) {
      hold(this.plan.retention.keep !== "latest", `${engine.pendingSequence} was given to nobody`);
      model.add(model.assigned + 1, model.assigned + 1, [], engine.nowMs());
    }
  }

  /** Runs something that nobody waits for. */
  begin(work: Promise<void>): void {
    const process = this.#process;
    this.#background.push(work.then(undefined, (error) => {
      // Of a process that is gone nothing is heard any more.
      if (process === this.#process && !this.#isExpected(error)) this.#backgroundError ??= { error };
    }));
  }

  /** Waits for all that runs in the background. */
  async settleBackground(): Promise<void> {
    for (const work of this.#background.splice(0)) await work;
  }

  /** Orders an operation of the disk to fail. */
  orderFault(): void {
    if (this.#faultOrdered) return;
    this.#faultOrdered = true;
    const { random } = this;
    const nth = magnitude(random, 1, 60);
    const error = pick(random, ["EIO", "EIO", "ENOSPC", "short"] as const);
    const ofReads = random.chance(0.15);
    let seen = 0;
    this.machine.failOperation({
      match: (operation: Operation) => {
        if (READING.has(operation.kind) !== ofReads) return false;
        if (++seen === nth) {
          this.#faultFired = true;
          this.note(() => `  ${error} at ${operation.kind} ${operation.path}`);
        }
        return true;
      },
      nth,
      error,
    });
  }

  /** Orders the power to fail. */
  orderPowerCut(): void {
    const operations = magnitude(this.random, 1, 80);
    this.note(() => `  in ${operations} operations`);
    this.machine.cutPowerAfter(operations);
  }

  /** The process ends without warning; the machine runs on. */
  async kill(): Promise<void> {
    this.#observe();
    const { acknowledged } = this.model;
    this.#leaveMachine(this.machine.fork());
    await this.open(acknowledged);
  }

  /** Closes, and opens again; half of the time with work under way. */
  async reopen(): Promise<void> {
    const { random, engine, model } = this;
    if (random.chance(0.5)) await this.settleBackground();
    const views = this.views.splice(0);
    const iterations = this.iterations.splice(0);
    const letGo = () => {
      for (const { cursor, view } of iterations) {
        cursor.close();
        view.close();
      }
      for (const view of views) view.close();
    };
    if (random.chance(0.5)) letGo();
    const closed = await this.close();
    letGo();
    if (!this.machine.isOn) return;
    this.fill();
    if (!closed || engine.failure !== undefined) return await this.open(model.acknowledged);
    if (!this.#faultFired) this.#holdTidy();
    // Closing makes everything durable, in every mode; so it survives a power cut as well.
    const all = model.assigned;
    model.acknowledge(all);
    model.settle(all);
    if (random.chance(0.3)) this.#reboot();
    await this.open(all);
  }

  /** Closes; what is under way ends, well or not. True when closing went well. */
  async close(): Promise<boolean> {
    this.#closing = true;
    let closed = false;
    try {
      await this.engine.close();
      closed = true;
    } catch (error) {
      if (!this.#isExpected(error)) throw error;
      this.note(() => `  closing: ${String(error)}`);
    }
    await this.settleBackground();
    this.#closing = false;
    return closed;
  }

  /** A clean close leaves a manifest, the tables that it names, and nothing else. */
  #holdTidy(): void {
    const paths = this.machine.listFiles().map(({ path }) => path.slice(FOLDER.length + 1));
    const live = this.engine.statistics().levels.reduce((sum, level) => sum + level.tables, 0);
    // What a crash left of a manifest stays until the next one is written.
    const left = paths.filter((path) => !["LOCK", "MANIFEST", "MANIFEST.new"].includes(path));
    const tidy = left.length === live && left.every((path) => /^tables\/\d{12}\.sst$/.test(path));
    hold(tidy, () => `${live} tables are alive, and a close leaves ${left.join(" ")}`);
  }

  /** Reads all that is on disk. */
  async verify(): Promise<void> {
    const { errors } = await this.engine.verify();
    if (errors[0] !== undefined) throw errors[0];
  }

  /** Opens what is there, once or until no fault comes in between; it must hold everything up to `least`. */
  async open(least: number): Promise<void> {
    const { random, model } = this;
    this.views = [];
    this.iterations = [];
    this.#background = [];
    this.#process++;
    for (;;) {
      this.settings = drawSettings(random, this.plan.retention);
      this.note(() => `open ${JSON.stringify(this.settings)}`);
      try {
        this.engine = await Engine.open(this.platform, FOLDER, WORKER_URL, this.settings);
        break;
      } catch (error) {
        this.note(() => `  ${String(error)}`);
        if (!this.#isExpected(error)) throw error;
        if (!this.machine.isOn) {
          least = model.durable;
          this.#reboot();
        }
      }
    }
    const { engine } = this;
    hold(engine.pendingSequence === engine.sequence, "something is pending that nobody asked for");
    this.note(() => `  recovered ${engine.sequence} of ${least}..${model.assigned}`);
    hold(engine.sequence >= least, `recovered up to ${engine.sequence}, ${least} was promised`);
    hold(engine.sequence <= model.assigned, `recovered up to ${engine.sequence}, beyond ${model.assigned}`);
    hold(model.isBoundary(engine.sequence), `recovered up to ${engine.sequence}, which is within a batch`);
    model.cutTo(engine.sequence);
    for (const pin of model.pins) engine.pin(pin as Sequence);
    if (random.chance(0.7)) engine.start();
    await this.#attempt(() => compareAll(engine, model));
    // By then it may be gone.
    if (engine === this.engine) engine.start();
  }

  /** What readers can see counts as answered. */
  #observe(): void {
    const { engine, model, settings } = this;
    this.fill();
    model.acknowledge(engine.sequence);
    if (settings.durability === "always") model.settle(engine.sequence);
  }

  /** True when an error is what the power cut, the failing operation or the closing brings with it. */
  #isExpected(error: unknown): boolean {
    if (error instanceof Mismatch || error instanceof AssertionError) return false;
    if (!this.machine.isOn) return !String(error).includes("AssertionError");
    if (!(error instanceof FountainError)) return false;
    return (this.#faultFired && FAILURE_CODES.has(error.code)) || (this.#closing && error.code === "closed");
  }

  /** Does a step; sees to what the world does meanwhile. */
  async #attempt(step: () => Promise<void> | void): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!this.#isExpected(error)) throw error;
      this.note(() => `  ${String(error)}`);
    }
    this.#observe();
    if (this.#backgroundError !== undefined) throw this.#backgroundError.error;
    if (!this.machine.isOn) await this.#afterPowerCut();
    else if (this.engine.failure !== undefined) await this.#afterFailure(this.engine.failure);
  }

  async #afterPowerCut(): Promise<void> {
    await this.settleBackground();
    this.#observe();
    this.#reboot();
    await this.open(this.model.durable);
  }

  /** The store is read-only; everything answered is there when it is opened again, one way or another. */
  async #afterFailure(failure: FountainError): Promise<void> {
    this.note(() => `  failed: ${failure.message}`);
    if (!this.#faultFired) throw failure;
    try {
      await this.#holdReadOnly(failure);
    } catch (error) {
      if (!this.#isExpected(error)) throw error;
    }
    if (!this.machine.isOn) return await this.#afterPowerCut();
    switch (this.random.below(3)) {
      case 0:
        return await this.kill();
      case 1:
        this.#reboot();
        return await this.open(this.model.durable);
      default:
        await this.close();
        return await (this.machine.isOn ? this.open(this.model.acknowledged) : this.#afterPowerCut());
    }
  }

  /** A store that failed says so, and can still be read. */
  async #holdReadOnly(failure: FountainError): Promise<void> {
    const { engine, model } = this;
    hold(failure.code === "read-only" || failure.code === "storage-full", `failed with ${failure.code}`);
    if (this.random.chance(0.5)) await this.settleBackground();
    this.fill();
    compareAll(engine, model);
    const { batch, operations } = this.writer.batch(1, false);
    const refused = await this.commit(batch, operations).then(() => undefined, (error) => error);
    hold(refused === failure, `a failed store answered ${String(refused)}`);
  }

  #reboot(): void {
    const survival = pick(this.random, ["random", "random", "drop", "keep"] as const);
    this.note(() => `  power cut, ${survival}`);
    this.platform = this.machine.reboot({ survival });
    this.#faultFired = this.#faultOrdered = false;
    // Recovering is when it must not happen again.
    if (this.random.chance(0.3)) this.machine.cutPowerAfter(magnitude(this.random, 1, 10));
  }

  #leaveMachine(machine: SimulatedMachine): void {
    this.#machineTraces.push(this.machine.trace);
    this.machine.powerCut();
    this.machine = machine;
    this.platform = machine.platform();
    this.#faultFired = this.#faultOrdered = false;
  }

  async #end(): Promise<void> {
    await this.#attempt(() => this.settleBackground());
    await this.#attempt(() => this.reopen());
    await this.#attempt(() => this.verify());
    await this.#attempt(() => this.reopen());
    // The disk may still be about to fail; closing bears that.
    await this.close();
  }
}
