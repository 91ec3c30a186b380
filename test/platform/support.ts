/**
 * Small helpers of the platform suites.
 *
 * @module
 */

import { expect } from "vitest";
import { type ErrorCode, FountainError } from "../../src/base/errors.ts";
import type { Files } from "../../src/platform/platform.ts";

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

/** Expects a FountainError with this code, and returns it. */
export async function expectCode(code: ErrorCode, operation: () => unknown): Promise<FountainError> {
  const error = await errorOf(operation);
  expect(error).toBeInstanceOf(FountainError);
  expect((error as FountainError).code).toBe(code);
  return error as FountainError;
}

/** Makes a file with this content; nothing is synced. */
export function putFile(files: Files, path: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? bytesOf(content) : content;
  const file = files.open(path, "create");
  file.write(bytes, 0, bytes.length, 0);
  file.close();
}

/** The content of a file. */
export function getFile(files: Files, path: string): Uint8Array {
  const file = files.open(path, "read");
  const bytes = new Uint8Array(file.sizeBytes());
  file.read(bytes, 0, bytes.length, 0);
  file.close();
  return bytes;
}
