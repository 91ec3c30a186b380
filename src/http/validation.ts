/**
 * Bodies checked by the contract's own schemas.
 *
 * The schemas are loaded when the first such body comes, or a moment after the start: a server that has just been started answers at once,
 * and nobody who only reads and writes records waits for them.
 *
 * @module
 */

import type { contract } from "./contract/contract.ts";
import { invalidBody, pointerPart } from "./problems.ts";

type Contract = typeof contract;
type BodySchema<O extends keyof Contract> = Contract[O] extends
  { request: { body: { content: { "application/json": { schema: infer S } } } } } ? S : never;
type Parsed<S> = S extends { _output: infer T } ? T : S extends { _zod: { output: infer T } } ? T : never;

/** Loads the schemas. */
export async function loadContract(): Promise<Contract> {
  return (await import("./contract/contract.ts")).contract;
}

/** `body` as the operation's schema gives it. @throws ProblemError with every fault and its place */
export async function validBody<O extends keyof Contract>(operation: O, body: unknown): Promise<Parsed<BodySchema<O>>> {
  const { request } = (await loadContract())[operation] as {
    request: { body: { content: { "application/json": { schema: Schema } } } };
  };
  const result = request.body.content["application/json"].schema.safeParse(body);
  if (result.success) return result.data as Parsed<BodySchema<O>>;
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: ["#", ...path.map((part) => pointerPart(String(part)))].join("/"),
    detail: message,
  }));
  throw invalidBody(
    `The request body is not valid: ${errors.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join("; ")}`,
    errors,
  );
}

/** What is used of a schema. */
interface Schema {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: unknown }
    | {
      readonly success: false;
      readonly error: {
        readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
      };
    };
}
