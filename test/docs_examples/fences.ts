/**
 * Finds the examples: fenced code in Markdown and in docstrings.
 *
 * @module
 */

/** A piece of fenced code: where its first line stands, what follows the opening backticks, and the code. */
export interface Fence {
  readonly line: number;
  readonly info: string;
  readonly code: string;
}

/** The fences of a Markdown text whose first line is line `firstLine` of its file. */
export function fencesOf(markdown: string, firstLine = 1): Fence[] {
  const fences: Fence[] = [];
  let open: { mark: string; indent: number; info: string; line: number; code: string[] } | undefined;
  markdown.split("\n").forEach((text, at) => {
    const [, indent = "", mark, info = ""] = /^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$/.exec(text) ?? [];
    if (open === undefined) {
      if (mark !== undefined) open = { mark, indent: indent.length, info, line: firstLine + at + 1, code: [] };
    } else if (mark !== undefined && mark.startsWith(open.mark) && info === "") {
      fences.push({ line: open.line, info: open.info, code: open.code.join("\n") });
      open = undefined;
    } else {
      open.code.push(text.slice(Math.min(open.indent, text.length - text.trimStart().length)));
    }
  });
  if (open !== undefined) throw new Error(`line ${open.line}: a code fence that is never closed`);
  return fences;
}

/** The text of a docstring without its `/**` and leading asterisks, line for line. */
export function docstringText(comment: string): string {
  return comment
    .replace(/^\/\*\*/, "")
    .replace(/\*\/$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n");
}
