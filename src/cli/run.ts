/**
 * The command line: finds the command, checks its options, turns failures into one line and an exit code.
 *
 * | exit code | meaning |
 * |---|---|
 * | 0 | done |
 * | 1 | it was asked for rightly and failed |
 * | 2 | it was asked for wrongly; nothing was changed |
 *
 * @module
 */

import { Command, CommanderError } from "commander";
import { FountainError } from "../base/errors.ts";
import { VERSION } from "../base/version.ts";
import type { Platform } from "../platform/platform.ts";
import type { Program } from "../platform/program.ts";
import { exportCommand, importCommand } from "./bulk.ts";
import { serveCommand } from "./serve.ts";
import { UsageError } from "./usage.ts";

/** What commands run with. */
export interface CommandContext {
  readonly program: Program;
  readonly platform: Platform;
  /** Module of the engine's worker. */
  readonly workerUrl: URL;
}

/** Runs the command that the arguments name. @returns the exit code; undefined while a server goes on */
export async function run(program: Program, platform: Platform, workerUrl: URL): Promise<number | undefined> {
  let exitCode: number | undefined = 0;
  const context: CommandContext = { program, platform, workerUrl };
  const command = new Command("fountainstore")
    .description("A document store in one file.")
    .version(VERSION, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => program.write(text),
      writeErr: (text) => program.write(text, "error"),
      outputError: (text, write) => write(`fountainstore: ${oneLine(text.replace(/^error: /, ""))}\n`),
    });
  command.addCommand(
    serveCommand(context, (code) => {
      exitCode = code;
    }).copyInheritedSettings(command),
  );
  for (const bulk of [importCommand, exportCommand]) {
    const one = bulk(context, (code) => {
      exitCode = code;
    });
    command.addCommand(one.copyInheritedSettings(command));
  }
  try {
    await command.parseAsync(program.arguments, { from: "user" });
    return exitCode;
  } catch (error) {
    return failed(program, error);
  }
}

function failed(program: Program, error: unknown): number {
  // Commander has said it by then; help and version end this way too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) return say(program, error.message, 2);
  if (error instanceof FountainError) return say(program, error.message, error.code === "invalid" ? 2 : 1);
  throw error;
}

function say(program: Program, message: string, code: number): number {
  program.write(`fountainstore: ${oneLine(message)}\n`, "error");
  return code;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}
