/**
 * As much of Bun's SQLite as the benchmark uses; its own types would replace those of Node for the whole project.
 */
declare module "bun:sqlite" {
  /** A prepared statement. */
  export class Statement {
    get(...values: (string | number)[]): unknown;
    values(...values: (string | number)[]): unknown[][];
    run(...values: (string | number)[]): unknown;
  }

  /** An open database. */
  export class Database {
    constructor(path: string, options?: { readonly create?: boolean });
    run(sql: string): unknown;
    query(sql: string): Statement;
    transaction<A extends unknown[]>(change: (...given: A) => void): (...given: A) => void;
    close(throwOnError?: boolean): void;
  }
}
