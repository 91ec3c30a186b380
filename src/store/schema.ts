/**
 * Schemas: any validator that speaks Standard Schema (zod, valibot, arktype and others) checks a collection's data and gives its types.
 *
 * @module
 */

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { FountainError } from "../base/errors.ts";

/** What a collection takes and gives: with a schema its input and output, without one any JSON value. */
export type { StandardSchemaV1 };

/**
 * The value that the schema makes of `data`; a promise only when the schema needs one.
 * @throws FountainError `invalid`, listing what is wrong and where
 */
export function validate<S extends StandardSchemaV1>(
  schema: S,
  data: unknown,
): StandardSchemaV1.InferOutput<S> | Promise<StandardSchemaV1.InferOutput<S>> {
  const result = schema["~standard"].validate(data);
  if (result instanceof Promise) return result.then((settled) => outcome<S>(settled));
  return outcome<S>(result);
}

function outcome<S extends StandardSchemaV1>(
  result: StandardSchemaV1.Result<unknown>,
): StandardSchemaV1.InferOutput<S> {
  if (result.issues === undefined) return result.value as StandardSchemaV1.InferOutput<S>;
  const places = result.issues.map((issue) => `${pathOf(issue)}: ${issue.message}`);
  throw new FountainError("invalid", `Cannot store the value: it does not fit the schema (${places.join("; ")})`);
}

function pathOf(issue: StandardSchemaV1.Issue): string {
  const steps = (issue.path ?? []).map((step) => String(typeof step === "object" ? step.key : step));
  return steps.length === 0 ? "the value" : `.${steps.join(".")}`;
}
