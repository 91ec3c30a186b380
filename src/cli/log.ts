/**
 * The log: one line for each event, for people or for programs.
 *
 * ```
 *   text   2026-03-01T12:00:00.000Z error request failed operation=putRecord error="…"
 *   json   {"time":"2026-03-01T12:00:00.000Z","level":"error","event":"request failed","operation":"putRecord","error":{…}}
 * ```
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { Log } from "../http/server.ts";
import type { Clock } from "../platform/platform.ts";

/** How lines look. */
export type LogFormat = "text" | "json";

type Fields = Readonly<Record<string, unknown>>;

/** A log that writes its lines by `write`. */
export function createLog(format: LogFormat, clock: Clock, write: (line: string) => void): Log {
  const line = (level: string, event: string, fields: Fields): void => {
    const time = new Date(clock.nowMs()).toISOString();
    write(`${format === "json" ? jsonLine(time, level, event, fields) : textLine(time, level, event, fields)}\n`);
  };
  return {
    info: (event, fields = {}) => line("info", event, fields),
    error: (event, fields = {}) => line("error", event, fields),
  };
}

function jsonLine(time: string, level: string, event: string, fields: Fields): string {
  return JSON.stringify({ time, level, event, ...fields }, (_, value: unknown) => {
    return value instanceof Error ? errorFields(value) : value;
  });
}

function textLine(time: string, level: string, event: string, fields: Fields): string {
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${textOf(value)}`);
  return `${time} ${level} ${event}${rest.join("")}`;
}

function textOf(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value instanceof FountainError ? value.message : value.stack);
  return typeof value === "string" && /^[\w./:-]+$/.test(value) ? value : JSON.stringify(value) ?? "null";
}

/** An operator's view of an error: a bug with its stack, a failure with what it says of itself. */
function errorFields(error: Error): Fields {
  if (!(error instanceof FountainError)) return { message: error.message, stack: error.stack };
  const { code, message, damage, cause } = error;
  const reason = cause instanceof Error ? cause.message : undefined;
  return { code, message, damage, cause: reason };
}
