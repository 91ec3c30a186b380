/**
 * How a generated module begins.
 *
 * @module
 */

/** The command that writes all generated files. */
export const COMMAND = "npm run generate";

/** The lines that a generated module begins with. */
export function header(title: string, ...notes: readonly string[]): string[] {
  const lines = [title, "", `Written by \`${COMMAND}\`; do not edit.`, ...notes, "", "@module"];
  return ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */", ""];
}
