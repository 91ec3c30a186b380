/**
 * `compliance.ts` on Node, which cannot load TypeScript: the loader that comes with vitest turns it into JavaScript.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { createViteServer } from "vitest/node";

const server = await createViteServer({
  root: fileURLToPath(new URL("../../", import.meta.url)),
  configFile: false,
  logLevel: "error",
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
  // As in vitest.config.ts: what is TypeScript is loaded here, all other packages by Node itself.
  ssr: { noExternal: [/@std[/]/] },
});
const { finished } = await server.ssrLoadModule("/test/level/compliance.ts");
await finished;
await server.close();
