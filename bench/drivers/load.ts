/**
 * Loads a driver by its engine's name. Each is imported only when it is asked for: a process measures one engine and holds no other, and an engine
 * that does not run on the present runtime is found out here.
 *
 * @module
 */

import type { Driver, EngineName } from "./driver.ts";

/** @throws whatever the engine's package throws where it does not run */
export async function loadDriver(name: EngineName): Promise<Driver> {
  switch (name) {
    case "fountain":
      return (await import("./fountain.ts")).driver;
    case "classic-level":
      return (await import("./classic_level.ts")).driver;
    case "lmdb":
      return (await import("./lmdb.ts")).driver;
    case "sqlite":
      return await (await import("./bun_sqlite.ts")).loadSqlite();
  }
}
