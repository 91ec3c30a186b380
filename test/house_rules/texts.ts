/**
 * Rules for all text files: links that lead somewhere, nothing of one machine, pinned versions.
 *
 * @module
 */

import { posix } from "node:path";
import type { TextFile, Violation } from "./tree.ts";

/** Links of Markdown files to files of the repository that are not there. */
export function brokenLinks(files: readonly TextFile[], paths: readonly string[]): Violation[] {
  const known = new Set(paths.flatMap((path) => [path, ...foldersOf(path)]));
  return files.flatMap(({ path, text }) =>
    linksOf(text).flatMap((link) => {
      const target = posix.normalize(posix.join(posix.dirname(path), decodeURI(link))).replace(/\/$/, "");
      return known.has(target) ? [] : [{ place: path, found: `links to ${link}` }];
    })
  );
}

/** Targets of the links to files, without those in code, to other places of the page, and to the web. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const referenced = [...prose.matchAll(/^\[[^\]]+\]:\s*<?([^\s>]+)/gm)];
  return [...inline, ...referenced]
    .map((match) => (match[1] ?? "").replace(/[#?].*$/, ""))
    .filter((link) => link !== "" && !/^[a-z][a-z+.-]*:/i.test(link));
}

function foldersOf(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === "." ? ["."] : [folder, ...foldersOf(folder)];
}

// Written so that this file does not break its own rule.
const FOLDERS = ["work", "root", "tmp/probe"].join("|");
const MACHINE_PATH = new RegExp(String.raw`(?<![\w.:)}\]-])/(?:${FOLDERS})(?:/|(?![\w.-]))`);
const REGISTRY =
  /registry[.](?:npmjs|yarnpkg|npmmirror)|npm[.]jsr|https?:[/]{2}[^\s"'/]*(?:registry|mirror|artifactory)/i;
const RESOLVED = /"resolved": "(?:https?|git|file):/;

/** Lines that name a folder of somebody's machine or the host of a package registry. */
export function machineTraces(files: readonly TextFile[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, at) => {
      const found = MACHINE_PATH.exec(line) ?? REGISTRY.exec(line) ?? RESOLVED.exec(line);
      return found === null ? [] : [{ place: `${path}:${at + 1}`, found: found[0] }];
    })
  );
}

/** What is read of package.json and of package-lock.json's own entry. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Versions that are not exact, or that a lock file does not have as package.json has them. */
export function loosePins(manifest: Manifest, npmLock: Manifest, bunLock: string): Violation[] {
  const locked: Record<string, string> = { ...npmLock.dependencies, ...npmLock.devDependencies };
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  return wanted.flatMap(([name, version]) => [
    ...(/^\d+\.\d+\.\d+$|^file:\.\//.test(version) ? [] : [{ place: "package.json", found: `${name} ${version}` }]),
    ...(locked[name] === version ? [] : [{ place: "package-lock.json", found: `${name} ${locked[name]}` }]),
    ...(bunLock.includes(`"${name}": "${version}"`) ? [] : [{ place: "bun.lock", found: `no ${name} ${version}` }]),
  ]);
}

/** Files under test/ that look like suites and that the runner would pass over. */
export function lostSuites(paths: readonly string[]): Violation[] {
  return paths.filter((path) => /^test\/.*(?:_test|[._]spec|\.test)\.\w+$/.test(path) && !path.endsWith(".test.ts"))
    .map((path) => ({ place: path, found: "not named *.test.ts" }));
}
