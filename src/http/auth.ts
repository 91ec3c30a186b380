/**
 * The API key: who may ask.
 *
 * @module
 */

import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { ProblemError } from "./problems.ts";

const TEXT_ENCODER = new TextEncoder();

/** Checks requests against a key. */
export class ApiKey {
  readonly #key: Uint8Array;
  readonly #candidate: Uint8Array;

  constructor(key: string) {
    this.#key = TEXT_ENCODER.encode(key);
    this.#candidate = new Uint8Array(this.#key.length);
  }

  /** @throws ProblemError `unauthorized` unless the request bears the key, as `x-api-key: K` or `Authorization: Bearer K` */
  check(headers: Headers): void {
    if (this.#isKey(headers.get("x-api-key")) || this.#isKey(bearerOf(headers.get("authorization")))) return;
    throw new ProblemError("unauthorized", "This server wants its API key as x-api-key or as a bearer token", {
      headers: { "www-authenticate": "Bearer" },
    });
  }

  /** In a time that does not tell how much of `given` was right. */
  #isKey(given: string | null | undefined): boolean {
    if (given === null || given === undefined) return false;
    const candidate = this.#candidate.fill(0);
    const { read } = TEXT_ENCODER.encodeInto(given, candidate);
    const equal = timingSafeEqual(candidate, this.#key);
    return equal && read === given.length;
  }
}

function bearerOf(authorization: string | null): string | undefined {
  return authorization === null ? undefined : /^Bearer +(.+)$/i.exec(authorization)?.[1];
}
