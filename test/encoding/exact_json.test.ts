/**
 * Members found in a text are what parsing the whole text gives.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import { Decimal } from "../../src/encoding/decimal.ts";
import { isObject, parseExact, parseMember } from "../../src/encoding/exact_json.ts";
import { KeyPath, ParsedRecord } from "../../src/index/key_path.ts";
import { forSeeds, type Random } from "../support/random.ts";

const NAMES = ["a", "ab", "b", "", "é", 'q"', "back\\slash", "__proto__", "a b", "\n"];
const SCALARS = ["1", "-0.50", "1e400", "12345678901234567890", "true", "null", '""', '"x"', '"\\u0061\\""', '"}{,:"'];

function space(random: Random): string {
  return random.pick(["", "", "", " ", "\n\t"]);
}

/** The text of a name; some characters are escaped that need not be. */
function nameText(random: Random, name: string): string {
  const written = JSON.stringify(name);
  if (random.below(3) > 0 || !/[a-z]/.test(written)) return written;
  return written.replace(/[a-z](?!.*\\)/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
}

function valueText(random: Random, depth: number): string {
  const kind = depth === 0 ? 0 : random.below(4);
  if (kind < 2) return random.pick(SCALARS);
  const count = random.below(4);
  const parts = Array.from({ length: count }, () => {
    const value = `${space(random)}${valueText(random, depth - 1)}${space(random)}`;
    return kind === 2 ? value : `${space(random)}${nameText(random, random.pick(NAMES))}${space(random)}:${value}`;
  });
  return kind === 2 ? `[${parts.join(",")}]` : `{${parts.join(",")}${space(random)}}`;
}

describe("parseMember", () => {
  it("gives what the parsed text has under the name", async () => {
    let there = 0;
    await forSeeds(400, (random) => {
      const text = `${space(random)}${valueText(random, 3)}${space(random)}`;
      const whole = parseExact(text);
      for (const name of NAMES) {
        const expected = isObject(whole) && Object.hasOwn(whole, name) ? whole[name] : undefined;
        expect(parseMember(text, name), `${name} of ${text}`).toEqual(expected);
        if (expected !== undefined) there++;
      }
    });
    expect(there).toBeGreaterThan(100);
  });

  it("takes the last of a name, however it is written", () => {
    expect(parseMember('{"a":1,"\\u0061":2}', "a")).toBe(2);
    expect(parseMember('{"\\u0061":1,"a":12345678901234567890}', "a")).toEqual(new Decimal("12345678901234567890"));
    expect(parseMember('{"a\\\\b":1}', "a\\b")).toBe(1);
    expect(parseMember('{"a\\nb":1}', "a\\nb")).toBeUndefined();
  });
});

describe("a record's paths", () => {
  it("find the same whether the text is searched or parsed", async () => {
    const paths = [".a", ".b", ".a.b", ".ab[]", ".a[].b", ".", "[].a", "id"].map((path) => KeyPath.parse(path));
    await forSeeds(300, (random) => {
      const text = valueText(random, 3);
      const parsed = new ParsedRecord("the id", null, text);
      expect(parsed.data).toEqual(parseExact(text));
      for (const path of paths) {
        expect(path.all(new ParsedRecord("the id", null, text)), `${path.text} of ${text}`).toEqual(path.all(parsed));
      }
    });
  });

  it("are found when many are asked for", () => {
    const names = Array.from({ length: 20 }, (_, at) => `m${at}`);
    const record = new ParsedRecord("id", null, JSON.stringify(Object.fromEntries(names.map((name) => [name, name]))));
    expect(names.map((name) => KeyPath.parse(`.${name}`).one(record))).toEqual(names);
  });

  it("begin with a backslash as Swift's do, and have it in names", () => {
    const record = new ParsedRecord("id", null, JSON.stringify({ x: "plain", "\\x": "with a backslash" }));
    const found = ["\\.x", "x", "\\x", ".\\x", "\\.\\x"].map((path) => KeyPath.parse(path).one(record));
    expect(found).toEqual(["plain", "plain", ...Array(3).fill("with a backslash")]);
  });
});
