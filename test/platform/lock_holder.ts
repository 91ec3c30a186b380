/**
 * A process of its own for the lock tests: takes the lock of the folder it is given, says so, and holds it until it is
 * killed.
 *
 * @module
 */

import process from "node:process";
import { FountainError } from "../../src/base/errors.ts";
import { currentPlatform } from "../../src/platform/current.ts";

try {
  currentPlatform().files.lock(process.argv[2] ?? "");
  console.log("held");
  setInterval(() => {}, 1000);
} catch (error) {
  console.log(error instanceof FountainError ? error.code : String(error));
}
