/**
 * Sizes: files that can be held in mind, functions that fit a screen, headers that teach.
 *
 * @module
 */

import ts from "typescript";
import { lineOf, placeOf, type SourceFile, type Violation, walk } from "./tree.ts";

/** No file is longer. */
export const FILE_LINES_MAX = 400;
/** Nine files in ten are not longer. */
export const FILE_LINES_USUAL = 250;
/** No function is longer. A ratchet: lower it when the longest one shrinks, never raise it. */
export const FUNCTION_LINES_MAX = 70;

/** Files over the limit; and those over the usual size, when they are more than one in ten. */
export function longFiles(files: readonly SourceFile[]): Violation[] {
  const sized = files.map((file) => ({ place: file.path, lines: file.text.trimEnd().split("\n").length }));
  const long = sized.filter(({ lines }) => lines > FILE_LINES_USUAL);
  const tooMany = long.length > Math.max(1, Math.floor(files.length / 10));
  return (tooMany ? long : sized.filter(({ lines }) => lines > FILE_LINES_MAX))
    .map(({ place, lines }) => ({ place, found: `${lines} lines` }));
}

/** Functions, methods and closures over the limit, their comments above not counted. */
export function longFunctions(files: readonly SourceFile[]): Violation[] {
  const violations: Violation[] = [];
  for (const file of files) {
    walk(file, (node) => {
      if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
      const lines = lineOf(file, node.getEnd()) - lineOf(file, node.getStart(file.tree)) + 1;
      if (lines <= FUNCTION_LINES_MAX) return;
      const name = node.name?.getText(file.tree) ?? "a function without a name";
      violations.push({ place: placeOf(file, node), found: `${name}: ${lines} lines` });
    });
  }
  return violations;
}

/** Files that do not begin with a header comment holding `@module`. */
export function missingHeaders(files: readonly SourceFile[]): Violation[] {
  return files.filter(({ text }) => !/^(?:#!.*\n)?\/\*\*(?:(?!\*\/)[\s\S])*@module\b/.test(text))
    .map(({ path }) => ({ place: path, found: "no header" }));
}
