/**
 * Page tokens: where a list goes on, signed.
 *
 * ```
 *   token = base64url( signature, 32 bytes | position in UTF-8 )
 *   signature = HMAC-SHA-256( key, scope | 0x00 | position )
 * ```
 *
 * The scope is the route with all parameters that shape the list (not how long a page is), so a token serves only the list that
 * it came from. The key comes from the API key, or from a secret of the store's own: tokens survive a restart. Nothing is kept
 * on the server, and a position means the same while records come and go.
 *
 * @module
 */

import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { FountainError } from "../base/errors.ts";
import type { Random } from "../platform/platform.ts";
import type { Store } from "../store/store.ts";
import { ProblemError } from "./problems.ts";

const SIGNATURE_BYTES = 32;
const TEXT_ENCODER = new TextEncoder();
const TEXT_DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** HMAC-SHA-256. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** Signs and checks. */
export class PageTokens {
  readonly #hmac: Hmac;
  readonly #secret: () => Promise<Uint8Array>;
  #key: Uint8Array | undefined;
  #deriving: Promise<Uint8Array> | undefined;

  /** @param secret what the key is derived from; asked for once, when the first token is needed */
  constructor(hmac: Hmac, secret: () => Promise<Uint8Array>) {
    this.#hmac = hmac;
    this.#secret = secret;
  }

  /** The token that leads behind `position` of the list that `scope` names. */
  async sign(scope: string, position: string): Promise<string> {
    const bytes = TEXT_ENCODER.encode(position);
    const signature = await this.#signature(scope, bytes);
    const token = new Uint8Array(SIGNATURE_BYTES + bytes.length);
    token.set(signature);
    token.set(bytes, SIGNATURE_BYTES);
    return toBase64Url(token);
  }

  /** The position in a token. @throws ProblemError `invalid-page-token` for any other text than one that `sign` gave for this scope */
  async open(scope: string, token: string): Promise<string> {
    const bytes = fromBase64Url(token);
    if (bytes !== undefined && bytes.length >= SIGNATURE_BYTES) {
      const position = bytes.subarray(SIGNATURE_BYTES);
      const signature = await this.#signature(scope, position);
      if (timingSafeEqual(signature, bytes.subarray(0, SIGNATURE_BYTES))) return TEXT_DECODER.decode(position);
    }
    throw new ProblemError(
      "invalid-page-token",
      "The page token was not given by this list: begin again without it, with the parameters that you want",
    );
  }

  async #signature(scope: string, position: Uint8Array): Promise<Uint8Array> {
    const key = this.#key ??= await this.#derived();
    const scoped = TEXT_ENCODER.encode(scope);
    const message = new Uint8Array(scoped.length + 1 + position.length);
    message.set(scoped);
    message.set(position, scoped.length + 1);
    return this.#hmac(key, message);
  }

  /** The key, the same for all that ask for it at the same time. */
  #derived(): Promise<Uint8Array> {
    return this.#deriving ??= this.#secret().then(
      (secret) => this.#hmac(secret, TEXT_ENCODER.encode("fountainstore page tokens 1")),
      (error: unknown) => {
        this.#deriving = undefined;
        throw error;
      },
    );
  }
}

/**
 * What tokens are signed with: the API key, else the secret that the store keeps. A store that has failed before it had one still gives
 * pages: then the secret is good until the end of the process, which such a store waits for anyway.
 */
export async function pageSecret(apiKey: string | undefined, store: () => Store, random: Random): Promise<Uint8Array> {
  if (apiKey !== undefined) return TEXT_ENCODER.encode(apiKey);
  try {
    return await store().secret();
  } catch (error) {
    if (error instanceof FountainError && (error.code === "read-only" || error.code === "storage-full")) {
      return random.bytes(SIGNATURE_BYTES);
    }
    throw error;
  }
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array | undefined {
  // The last character of an unpadded text has spare bits; only zeros there are ours.
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return undefined;
  const decoded = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(decoded, (character) => character.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : undefined;
}
