/**
 * The command line of the test command.
 *
 * @module
 */

import { RUNTIME_NAMES } from "./runtimes.mjs";
import { STEP_NAMES } from "./steps.mjs";

export const HELP = `Tests everything: format, lint, types, and every suite on every runtime.

Usage: npm test -- [options] [-- options and files for vitest]
       bun run test [options] …, deno task test [options] …

  --only NAME      only this step: ${STEP_NAMES.join(", ")}
  --runtime NAME   only on this runtime: ${RUNTIME_NAMES.join(", ")}; leaves out what needs none (format, lint, types)
  --help           this text

Both options may be given several times, or a list with commas. Examples:
  npm test -- --runtime bun
  npm test -- --only unit --runtime deno,node -- test/engine/log.test.ts
  npm test -- --only unit --runtime node -- -t "torn tail"

Exit code: 0 all passed, 1 something failed or nothing ran, 2 bad usage.`;

/** What `args` ask for: `{ help, only, runtimes, vitest }`, with `error` when they cannot be understood. */
export function parseOptions(args) {
  const options = { help: false, only: [], runtimes: [], vitest: [], error: undefined };
  const lists = {
    "--only": { into: options.only, known: STEP_NAMES },
    "--runtime": { into: options.runtimes, known: RUNTIME_NAMES },
  };
  for (let at = 0; at < args.length; at++) {
    const [name, inline] = splitOnce(args[at]);
    if (name === "--") {
      options.vitest = args.slice(at + 1);
      break;
    } else if (name === "--help" || name === "-h") {
      options.help = true;
    } else if (name in lists) {
      options.error ??= addAll(name, inline ?? args[++at], lists[name]);
    } else if (name.startsWith("-")) {
      options.error ??= `unknown option ${name}`;
    } else {
      options.error ??= `unexpected argument ${name}: what is meant for vitest goes after --`;
    }
  }
  return options;
}

function splitOnce(arg) {
  const at = arg.startsWith("--") ? arg.indexOf("=") : -1;
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

/** Adds the names of a list with commas; returns what is wrong with it, if anything. */
function addAll(option, list, { into, known }) {
  if (list === undefined || list.startsWith("--")) return `${option} needs one of ${known.join(", ")}`;
  for (const name of list.split(",")) {
    if (!known.includes(name)) return `${option} ${name || '""'} is unknown: it takes ${known.join(", ")}`;
    into.push(name);
  }
  return undefined;
}
