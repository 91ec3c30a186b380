/**
 * The public symbols: what `mod.ts` exports, followed to where it is declared, with its docstrings.
 *
 * @module
 */

import ts from "typescript";
import { docstringText, type Fence, fencesOf } from "./fences.ts";

/** A docstring: of the symbol itself or of one of its members. */
export interface Docstring {
  readonly file: string;
  readonly fences: readonly Fence[];
  /** False for a member's. */
  readonly own: boolean;
}

/** One export. */
export interface PublicSymbol {
  readonly name: string;
  /** Where it is declared: `file:line`. */
  readonly place: string;
  /** `value` for functions, classes and constants, which need an example; `type` for what has no run time. */
  readonly kind: "value" | "type";
  readonly docstrings: readonly Docstring[];
}

/** The exports of the module at the absolute path `entry`. */
export function publicSymbols(entry: string): PublicSymbol[] {
  const program = ts.createProgram([entry], {
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    noLib: true,
    target: ts.ScriptTarget.ES2024,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} is missing or exports nothing`);
  return checker.getExportsOfModule(module).map((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return describeSymbol(exported.name, symbol);
  });
}

function describeSymbol(name: string, symbol: ts.Symbol): PublicSymbol {
  // A constant's docstring hangs on its statement, two levels above the declaration.
  const nodes = (symbol.declarations ?? []).map((node) => ts.isVariableDeclaration(node) ? node.parent.parent : node);
  const first = nodes[0];
  return {
    name,
    place: first === undefined ? "nowhere" : placeOf(first),
    kind: symbol.flags & ts.SymbolFlags.Value ? "value" : "type",
    docstrings: nodes.flatMap((node) => docstringsIn(node, node)),
  };
}

/** The docstrings on `node` and on what it holds, function bodies left out. */
function docstringsIn(node: ts.Node, top: ts.Node): Docstring[] {
  const source = node.getSourceFile();
  const own = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).map((doc) => {
    const line = source.getLineAndCharacterOfPosition(doc.getStart(source)).line + 1;
    const fences = fencesOf(docstringText(doc.getText(source)), line);
    return { file: source.fileName, fences, own: node === top };
  });
  const inner: Docstring[] = [];
  node.forEachChild((child) => {
    if (!ts.isBlock(child)) inner.push(...docstringsIn(child, top));
  });
  return [...own, ...inner];
}

function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
}

/** What is missing: docstrings, and examples of those symbols that can be called or used. */
export function undocumented(symbols: readonly PublicSymbol[]): string[] {
  return symbols.flatMap(({ name, place, kind, docstrings }) => {
    if (!docstrings.some((each) => each.own)) return [`${name} (${place}) has no docstring`];
    const examples = docstrings.some((each) => each.fences.some(({ info }) => info === "ts"));
    return kind === "value" && !examples ? [`${name} (${place}) has no example: a fence of \`\`\`ts`] : [];
  });
}
