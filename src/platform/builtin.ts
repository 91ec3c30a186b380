/**
 * Modules of the runtime that are loaded when they are used for the first time.
 *
 * An import loads its module before the first line runs; `node:crypto` and `node:zlib` together would double the time in which an
 * executable is up.
 *
 * @module
 */

import process from "node:process";

/** What is used of them. */
interface Builtins {
  readonly "node:crypto": typeof import("node:crypto");
  readonly "node:zlib": typeof import("node:zlib");
  readonly "node:tty": typeof import("node:tty");
}

/** Node's declarations lack it up to version 20.16. */
interface WithBuiltins {
  getBuiltinModule<Name extends keyof Builtins>(name: Name): Builtins[Name];
}

/** The module of that name. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const source: unknown = process;
  return (source as WithBuiltins).getBuiltinModule(name);
}
