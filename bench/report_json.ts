/**
 * A run as JSON: everything that was measured, and what was made of it.
 *
 * @module
 */

import { checkAims } from "./aims.ts";
import { figureOf, ratioTo } from "./figures.ts";
import { bestPeer, engineOf, METRICS, peersOf } from "./metrics.ts";
import type { Report } from "./report.ts";

/** Raised when fields change their meaning. */
const FORMAT = 1;

/** The JSON text of a run. */
export function toJson(report: Report): string {
  const { engines, machine, settings } = report;
  const fountain = engineOf(engines, "fountain");
  const metrics = METRICS.map((metric) => ({
    name: metric.name,
    title: metric.title,
    better: metric.better,
    engines: Object.fromEntries(engines.map((engine) => [engine.name, figureOf(engine, metric)])),
    bestPeer: bestPeer(engines, metric)?.name,
    ratios: fountain === undefined
      ? {}
      : Object.fromEntries(peersOf(engines).map((peer) => [peer.name, ratioTo(fountain, peer, metric)])),
  }));
  const aims = engines.length === 0 ? [] : checkAims(engines, settings.durability, machine.runtime);
  return `${JSON.stringify({ format: FORMAT, ...report, metrics, aims }, undefined, 2)}\n`;
}
