/**
 * The simulated machine: a `Platform` in memory whose disk forgets, fails and fills up on order, and whose power can be
 * cut at any operation. Begin reading at `simulated/machine.ts`.
 *
 * @module
 */

export type { Fault, Operation, OperationKind } from "./simulated/faults.ts";
export { SECTOR_BYTES, type Survival } from "./simulated/file_node.ts";
export {
  isPowerCut,
  type MachineOptions,
  PowerCut,
  type PowerCutOptions,
  type SimulatedMachine,
  simulatedMachine,
} from "./simulated/machine.ts";
