/**
 * Where the API key comes from: a file, the environment, or a credential of systemd, in this order.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { Program } from "../platform/program.ts";
import { UsageError } from "./usage.ts";

const CREDENTIAL = "fs_api_key";

/** The key; undefined when there is none. @throws UsageError when a source is named that gives none */
export function findApiKey(file: string | undefined, program: Program): string | undefined {
  if (file !== undefined) return checked(readKey(program, file, "--api-key-file"), "the file of --api-key-file");
  const variable = program.environment("FS_API_KEY");
  if (variable !== undefined && variable !== "") return checked(variable, "FS_API_KEY");
  const credentials = program.environment("CREDENTIALS_DIRECTORY");
  if (credentials === undefined || credentials === "") return undefined;
  const key = readCredential(program, `${credentials}/${CREDENTIAL}`);
  return key === undefined ? undefined : checked(key, `the credential ${CREDENTIAL}`);
}

function readKey(program: Program, file: string, flag: string): string {
  try {
    return program.readText(file);
  } catch (error) {
    throw new UsageError(`Cannot read the file of ${flag}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Undefined when systemd gave none of that name. */
function readCredential(program: Program, file: string): string | undefined {
  try {
    return program.readText(file);
  } catch (error) {
    if (error instanceof FountainError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** A key as headers can bear it; the line break at the end of a file is not part of it. */
function checked(text: string, source: string): string {
  const key = text.replace(/\r?\n$/, "");
  if (/^[\x21-\x7e]{1,4096}$/.test(key)) return key;
  throw new UsageError(`The API key in ${source} must be 1 to 4096 visible ASCII characters without spaces`);
}
