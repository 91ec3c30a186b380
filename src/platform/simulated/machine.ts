/**
 * A whole machine in memory, for tests: everything that happens on it follows from its seed and from what is asked of it.
 *
 * ```ts
 * const machine = simulatedMachine({ seed: 7 });
 * machine.cutPowerAfter(12); //              the 12th operation from now that changes something is never answered
 * await work(machine.platform()); //         throws PowerCut
 * const platform = machine.reboot(); //      over what the disk happens to have kept
 * ```
 *
 * A `Platform` stands for one process; several can be on one machine. Files are modelled in `file_node.ts`, names in
 * `disk.ts`, time and order in `schedule.ts`. Not modelled: damage to bytes that were synced (see `flipByte`), sectors
 * written to the wrong place, hard links, and a process that is killed while the machine runs on.
 *
 * @module
 */

import { assert, present } from "../../base/assert.ts";
import { crc32 } from "../crc32.ts";
import { decodeUtf8, hmacSha256 } from "../host.ts";
import { startInProcessWorker } from "../in_process_worker.ts";
import type { Platform } from "../platform.ts";
import { Disk, type FolderNode } from "./disk.ts";
import { type Fault, Faults, type Operation } from "./faults.ts";
import type { Survival } from "./file_node.ts";
import { Schedule, type SimulatedProcess } from "./schedule.ts";
import { SeededRandom } from "./seeded_random.ts";
import { type FilesHost, simulatedFiles } from "./simulated_files.ts";

const START_MS = Date.UTC(2026, 0, 1);
const RESIDENT_BYTES = 64 * 2 ** 20;

/** What a machine is made of. */
export interface MachineOptions {
  /** Determines everything; any whole number. */
  readonly seed: number;
  /** Size of the disk; default 1 TiB. */
  readonly capacityBytes?: number;
  /** Default 256 MiB. */
  readonly memoryLimitBytes?: number;
  /** Keeps a line for each operation in `machine.trace`. */
  readonly trace?: boolean;
}

/** How the power fails. */
export interface PowerCutOptions {
  /** What becomes of what was not synced; default `random`. */
  readonly survival?: Survival;
  /** Determines what survives; by default the machine's own seed does, anew at each cut. */
  readonly seed?: number;
}

/** What every operation throws, and every wait rejects with, when the power has failed. */
export class PowerCut extends Error {
  override readonly name = "PowerCut";
}

/** True for `PowerCut` and for any error that it caused. */
export function isPowerCut(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof PowerCut) return true;
  return false;
}

/** A machine with an empty disk, switched on. */
export function simulatedMachine(options: MachineOptions): SimulatedMachine {
  return new SimulatedMachine(options, new Disk());
}

/** See the module's header. */
export class SimulatedMachine {
  readonly seed: number;
  readonly #options: MachineOptions;
  readonly #faults: Faults;
  readonly #schedule: Schedule;
  readonly #random: SeededRandom;
  readonly #survivalRandom: SeededRandom;
  readonly #faultRandom: SeededRandom;
  readonly #forkRandom: SeededRandom;
  #disk: Disk;
  #capacityBytes: number;
  #clockShiftMs = 0;
  #processes: SimulatedProcess[] = [];
  #locks = new Map<FolderNode, SimulatedProcess>();
  #on = true;

  /** Use `simulatedMachine`. */
  constructor(options: MachineOptions, disk: Disk) {
    this.seed = options.seed;
    this.#options = options;
    this.#disk = disk;
    this.#capacityBytes = options.capacityBytes ?? 2 ** 40;
    this.#faults = new Faults(options.trace ?? false);
    this.#schedule = new Schedule(new SeededRandom(options.seed, "schedule"));
    this.#random = new SeededRandom(options.seed, "random");
    this.#survivalRandom = new SeededRandom(options.seed, "survival");
    this.#faultRandom = new SeededRandom(options.seed, "fault");
    this.#forkRandom = new SeededRandom(options.seed, "fork");
  }

  /** Starts a process. @throws PowerCut when the machine is off */
  platform(): Platform {
    if (!this.#on) throw new PowerCut("the machine is off: reboot it first");
    return this.#platformOf(this.#startProcess());
  }

  /** Switches off, unless the power has failed already, and starts a process over what survived. Ends all faults ordered. */
  reboot(options: PowerCutOptions = {}): Platform {
    this.#disk = this.#survivor(options);
    this.#faults.clear();
    this.#on = true;
    return this.platform();
  }

  /**
   * Switches off and returns a new machine with what survived. This one keeps its disk as it was at that moment, so that
   * further calls with other seeds show what else could have survived.
   */
  powerCut(options: PowerCutOptions = {}): SimulatedMachine {
    const disk = this.#survivor(options);
    return this.#machineOver(disk, options.seed ?? this.#forkRandom.uint32());
  }

  /** A second machine in the same state, unsynced changes included, with no process on it. Costs some microseconds. */
  fork(seed: number = this.#forkRandom.uint32()): SimulatedMachine {
    return this.#machineOver(this.#disk.fork(), seed);
  }

  /** The power fails at the `operations`-th operation from now that changes something, from 1. */
  cutPowerAfter(operations: number): void {
    assert(operations >= 1, "the power fails at the next operation at the soonest");
    this.#faults.cutPowerAfter(operations);
  }

  /** Orders operations to fail. A sync that fails leaves its bytes at risk, and no later sync saves them. */
  failOperation(fault: Fault): void {
    this.#faults.add(fault);
  }

  /** Makes the disk smaller or larger; writes beyond it fail with ENOSPC after what fits. */
  setCapacityBytes(capacityBytes: number): void {
    this.#capacityBytes = capacityBytes;
  }

  /** Moves `nowMs`, not `monotonicMs`: forwards, or backwards as when a clock is set. */
  shiftClock(ms: number): void {
    this.#clockShiftMs += ms;
  }

  /** How many operations that change something were begun. */
  get operations(): number {
    return this.#faults.operations;
  }

  /** One line for each operation; empty unless asked for. */
  get trace(): readonly string[] {
    return this.#faults.trace ?? [];
  }

  /** False from a power cut to the reboot. */
  get isOn(): boolean {
    return this.#on;
  }

  /** A copy of a file's content, as processes see it. */
  readFile(path: string): Uint8Array {
    return this.#disk.findFile(path).content();
  }

  /** Puts a file there, durably, folders included, in place of what its content was. */
  writeFile(path: string, bytes: Uint8Array): void {
    this.#disk.makeFolder(path.slice(0, path.lastIndexOf("/")));
    const node = this.#disk.exists(path) ? this.#disk.findFile(path) : this.#disk.create(path);
    node.truncate(0);
    node.write(bytes, 0, bytes.length, 0);
    this.#disk.settle(path);
  }

  /** Damages a byte: flips the bits of `mask`. */
  flipByte(path: string, offset: number, mask = 1): void {
    this.#disk.findFile(path).flip(offset, mask);
  }

  /** All files with their sizes, by path. */
  listFiles(): { readonly path: string; readonly sizeBytes: number }[] {
    return this.#disk.files().map(({ path, node }) => ({ path, sizeBytes: node.sizeBytes }));
  }

  #machineOver(disk: Disk, seed: number): SimulatedMachine {
    const capacityBytes = this.#capacityBytes;
    const machine = new SimulatedMachine({ ...this.#options, seed, capacityBytes }, disk);
    machine.#schedule.elapsedMs = this.#schedule.elapsedMs;
    machine.#clockShiftMs = this.#clockShiftMs;
    return machine;
  }

  #survivor({ survival = "random", seed }: PowerCutOptions): Disk {
    this.#switchOff();
    const disk = this.#disk.fork();
    disk.cutPower(seed === undefined ? this.#survivalRandom : new SeededRandom(seed, "survival"), survival);
    return disk;
  }

  #switchOff(): void {
    const error = new PowerCut(`the power failed at operation ${this.operations} (seed ${this.seed})`);
    this.#on = false;
    for (const process of this.#processes) this.#schedule.end(process, error);
    this.#processes = [];
    this.#locks = new Map();
  }

  #startProcess(): SimulatedProcess {
    const process: SimulatedProcess = { ended: undefined };
    this.#processes.push(process);
    return process;
  }

  #platformOf(process: SimulatedProcess): Platform {
    return {
      name: "simulated",
      version: "1",
      files: simulatedFiles(this.#filesHost(process)),
      clock: {
        nowMs: () => {
          this.#schedule.tick();
          return Math.floor(START_MS + this.#clockShiftMs + this.#schedule.elapsedMs);
        },
        monotonicMs: () => {
          this.#schedule.tick();
          return this.#schedule.elapsedMs;
        },
        sleep: (ms, background) => this.#schedule.wait(process, ms, background),
      },
      random: {
        uint32: () => this.#random.uint32(),
        bytes: (lengthBytes) => Uint8Array.from({ length: lengthBytes }, () => this.#random.below(256)),
      },
      crc32,
      decodeUtf8,
      hmacSha256,
      startWorker: (code) => {
        const thread = this.#startProcess();
        return startInProcessWorker(code.handler(this.#platformOf(thread)), {
          cross: () => this.#schedule.wait(process),
          stopped: () => this.#schedule.end(thread, new Error("the worker was stopped"), true),
        });
      },
      memoryLimitBytes: () => this.#options.memoryLimitBytes ?? 256 * 2 ** 20,
      noteGarbage: () => {},
      residentBytes: () => RESIDENT_BYTES,
    };
  }

  #filesHost(process: SimulatedProcess): FilesHost {
    const check = () => {
      if (process.ended !== undefined) throw process.ended;
    };
    return {
      process,
      disk: this.#disk,
      locks: this.#locks,
      freeBytes: () => this.#freeBytes(),
      check,
      begin: (operation: Operation) => {
        check();
        this.#schedule.tick();
        return this.#faults.begin(operation);
      },
      done: () => {
        if (!this.#faults.cutsNow) return;
        this.#switchOff();
        throw present(process.ended, "the reason");
      },
      turn: () => this.#schedule.wait(process),
      below: (limit) => this.#faultRandom.below(limit),
    };
  }

  #freeBytes(): number {
    return Math.max(0, this.#capacityBytes - this.#disk.usedBytes());
  }
}
