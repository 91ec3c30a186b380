/**
 * Writes the files that follow from the HTTP contract and from pinned packages. Run it after each change of `src/http/contract/`, or of
 * `swagger-ui-dist` and `openapi-typescript`:
 *
 *     npm run generate
 *
 * A test says when it was forgotten (test/http/generated.test.ts).
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generatedFiles } from "./generate/files.ts";

for (const { path, text, isCurrent } of await generatedFiles()) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  if (isCurrent(read(file))) {
    console.log(`${path} is current`);
    continue;
  }
  writeFileSync(file, text);
  console.log(`${path} written`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
