/**
 * What tests expect of errors, and bytes and texts in each other's form.
 *
 * @module
 */

import { expect } from "vitest";
import { type Damage, type ErrorCode, FountainError } from "../../src/base/errors.ts";

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text of bytes. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** What `operation` throws or rejects with; fails when it does neither. */
export async function errorOf(operation: () => unknown): Promise<unknown> {
  try {
    await operation();
  } catch (error) {
    return error;
  }
  return expect.fail("nothing was thrown");
}

/** Expects `operation` to throw or reject with this code; returns the error. */
export async function expectCode(code: ErrorCode, operation: () => unknown): Promise<FountainError> {
  const error = await errorOf(operation);
  if (!(error instanceof FountainError)) throw new Error(`expected a FountainError, got ${error}`, { cause: error });
  expect([error.code, error.message]).toEqual([code, error.message]);
  return error;
}

/** The code of the FountainError that `operation` throws, without waiting; fails when it throws none. */
export function expectCodeOf(operation: () => unknown): ErrorCode {
  try {
    operation();
  } catch (error) {
    if (error instanceof FountainError) return error.code;
    throw error;
  }
  return expect.fail("nothing was thrown");
}

/** Expects `operation` to throw or reject with `corruption`; returns where. */
export async function expectDamage(operation: () => unknown): Promise<Damage> {
  const { damage } = await expectCode("corruption", operation);
  return damage ?? expect.fail("the corruption names no place");
}

/** Expects `operation` to throw `corruption`, without waiting; much quicker in loops over every byte of a file. */
export function expectDamageNow(operation: () => unknown): Damage {
  try {
    operation();
  } catch (error) {
    if (error instanceof FountainError && error.damage !== undefined) return error.damage;
    throw error;
  }
  return expect.fail("nothing was thrown");
}

/** True when two runs of bytes are the same; `expect(…).toEqual` takes long over many. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `expect(actual).toBe(expected)` for loops: the call of `expect` is made only when it fails. */
export function expectIs(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

/** `expect(actual).toEqual(expected)` of bytes, for loops. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  if (!sameBytes(actual, expected)) expect(actual).toEqual(expected);
}
