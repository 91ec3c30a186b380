/**
 * Values of the command line, checked: what cannot be understood is said in one line. Shared by all programs of the benchmark.
 *
 * @module
 */

import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";

/** A command line that cannot be understood; the message is one line. */
export class UsageError extends Error {}

/** The values of the options. @throws UsageError */
export function parseValues<const T extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError((message.split("\n")[0] ?? message).replace(/\. To specify .*$/, ""));
  }
}

/** Names of a list with commas, in the order of those that are known. @throws UsageError */
export function list<T extends string>(name: string, text: string, known: readonly T[]): T[] {
  const chosen = text.split(",").map((each) => oneOf(name, each.trim(), known));
  return known.filter((each) => chosen.includes(each));
}

/** A name that is known. @throws UsageError */
export function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((each) => each === text);
  if (found === undefined) {
    throw new UsageError(`--${name} must be of ${known.join(", ")}, not ${JSON.stringify(text)}`);
  }
  return found;
}

/** A whole number within bounds. @throws UsageError */
export function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
}

/** A number that is not too small. @throws UsageError */
export function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= least) return value;
  throw new UsageError(`--${name} must be a number from ${least} on, not ${JSON.stringify(text)}`);
}

/** A new folder for the data. @throws UsageError */
export function makeFolder(parent: string): string {
  try {
    mkdirSync(parent, { recursive: true });
    return mkdtempSync(join(parent, "fountain-bench-"));
  } catch (error) {
    throw new UsageError(`--folder cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The command line as it can be given again; what names places of this machine is left out. */
export function commandOf(start: string, args: readonly string[]): string {
  const shown = args.filter((arg, at) => {
    const names = (text: string | undefined): boolean => text === "--folder" || text === "--json";
    return !names(arg) && !names(args[at - 1]) && !/^--(?:folder|json)=/.test(arg);
  });
  return [start, ...shown].join(" ");
}
