/**
 * One suite for three runtimes: `pool: "forks"` is the one setting with which vitest 4 runs on Node, Bun and Deno.
 *
 * @module
 */

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    pool: "forks",
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    // npm links the packages in compat/, Bun copies them: copied, they are TypeScript that Node cannot load by itself.
    server: { deps: { inline: [/@std[/]/] } },
  },
});
