/**
 * The tree of names of the simulated disk, twice: as processes see it and as it is on the disk.
 *
 * Each creation, rename and removal is seen at once and waits in `#pending` until the sync of a folder that it touches.
 * At a power cut each waiting operation survives or not by its own chance, under two rules that every journaling file
 * system keeps:
 *
 * - A rename is one operation, so a file is found under its old name or its new one, never under both or neither.
 * - Operations on the same name reach the disk in their order: one that survives brings the earlier ones with it.
 *   (Else a file put where another was renamed away could survive and that rename not, and the other would be gone.)
 *
 * A node is on the disk under one name at most. Folders are made durably at once, as `Files.makeFolder` does.
 *
 * @module
 */

import { FileNode, type Survival } from "./file_node.ts";
import type { SeededRandom } from "./seeded_random.ts";

/** A folder, whatever its name. */
export class FolderNode {
  readonly kind = "folder";
  /** As processes see it. */
  names = new Map<string, Node>();
  /** As on the disk. */
  durableNames = new Map<string, Node>();
}

/** What a name can stand for. */
export type Node = FileNode | FolderNode;

/** A name in a folder, whether or not something stands there. */
export interface Place {
  readonly folder: FolderNode;
  readonly name: string;
}

/** A change of names that is not on the disk yet: `node` leaves one place, or comes to one, or both. */
export interface NameOperation {
  readonly node: Node;
  readonly from: Place | undefined;
  readonly to: Place | undefined;
}

/** The error of a simulated system call, as a runtime would throw it. */
export class SystemCallError extends Error {
  constructor(readonly code: string) {
    super(`${code}: simulated`);
  }
}

/** The disk of one machine. */
export class Disk {
  root = new FolderNode();
  #pending: NameOperation[] = [];
  /** Where on the disk each node is found. */
  #durablePlaces = new Map<Node, Place>();

  /** What stands at `path`; throws ENOENT, ENOTDIR. */
  find(path: string): Node {
    let node: Node = this.root;
    for (const name of partsOf(path)) {
      if (node.kind === "file") throw new SystemCallError("ENOTDIR");
      const next = node.names.get(name);
      if (next === undefined) throw new SystemCallError("ENOENT");
      node = next;
    }
    return node;
  }

  /** True when a file or folder stands at `path`. */
  exists(path: string): boolean {
    let node: Node | undefined = this.root;
    for (const name of partsOf(path)) {
      if (node?.kind !== "folder") return false;
      node = node.names.get(name);
    }
    return node !== undefined;
  }

  findFolder(path: string): FolderNode {
    const node = this.find(path);
    if (node.kind !== "folder") throw new SystemCallError("ENOTDIR");
    return node;
  }

  findFile(path: string): FileNode {
    const node = this.find(path);
    if (node.kind !== "file") throw new SystemCallError("EISDIR");
    return node;
  }

  /** The place that `path` names; its folder must be there. */
  placeOf(path: string): Place {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) throw new SystemCallError("EBUSY");
    return { folder: this.findFolder(parts.join("/")), name };
  }

  create(path: string): FileNode {
    const to = this.placeOf(path);
    if (to.folder.names.has(to.name)) throw new SystemCallError("EEXIST");
    const node = new FileNode();
    this.#change({ node, from: undefined, to });
    return node;
  }

  remove(path: string): void {
    const node = this.findFile(path);
    this.#change({ node, from: this.placeOf(path), to: undefined });
  }

  rename(fromPath: string, toPath: string): void {
    const node = this.find(fromPath);
    const from = this.placeOf(fromPath);
    const to = this.placeOf(toPath);
    const there = to.folder.names.get(to.name);
    if (there === node) return;
    if (there?.kind === "folder") throw new SystemCallError(node.kind === "folder" ? "ENOTEMPTY" : "EISDIR");
    if (there !== undefined && node.kind === "folder") throw new SystemCallError("ENOTDIR");
    if (node.kind === "folder" && `${normal(toPath)}/`.startsWith(`${normal(fromPath)}/`)) {
      throw new SystemCallError("EINVAL");
    }
    this.#change({ node, from, to });
  }

  /** Makes the folder and those above it, durably; true when there was something to make. */
  makeFolder(path: string): boolean {
    let folder = this.root;
    let made = false;
    for (const name of partsOf(path)) {
      let next = folder.names.get(name);
      if (next === undefined) {
        made = true;
        next = new FolderNode();
        const operation = { node: next, from: undefined, to: { folder, name } };
        this.#change(operation);
        this.#commit((other) => other === operation);
      }
      if (next.kind === "file") throw new SystemCallError("EEXIST");
      folder = next;
    }
    return made;
  }

  /** The changes of names in `folder` that wait, for `endSyncFolder`; a rename between two folders is of both. */
  beginSyncFolder(folder: FolderNode): ReadonlySet<NameOperation> {
    return new Set(this.#pending.filter(({ from, to }) => from?.folder === folder || to?.folder === folder));
  }

  /** Puts these changes on the disk. */
  endSyncFolder(changes: ReadonlySet<NameOperation>): void {
    this.#commit((operation) => changes.has(operation));
  }

  /** Makes the name and the content of a file durable, as if they had always been there. */
  settle(path: string): void {
    const { folder, name } = this.placeOf(path);
    const node = this.findFile(path);
    this.#commit(({ from, to }) => [from, to].some((place) => place?.folder === folder && place.name === name));
    node.settle();
  }

  /** Every file that processes see, by path, sorted. */
  files(): { readonly path: string; readonly node: FileNode }[] {
    const found: { readonly path: string; readonly node: FileNode }[] = [];
    const walk = (folder: FolderNode, path: string) => {
      for (const [name, node] of folder.names) {
        if (node.kind === "file") found.push({ path: `${path}/${name}`, node });
        else walk(node, `${path}/${name}`);
      }
    };
    walk(this.root, "");
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** What the files that processes see take up; the space of a removed file is free at once. */
  usedBytes(folder: FolderNode = this.root): number {
    let usedBytes = 0;
    for (const node of folder.names.values()) usedBytes += node.kind === "file" ? node.sizeBytes : this.usedBytes(node);
    return usedBytes;
  }

  /** A copy, waiting changes included; it costs little, for contents are shared until they are written. */
  fork(): Disk {
    const copies = new Map<Node, Node>();
    const copyOf = (node: Node): Node => {
      const known = copies.get(node);
      if (known !== undefined) return known;
      if (node.kind === "file") {
        const copy = node.fork();
        copies.set(node, copy);
        return copy;
      }
      const copy = new FolderNode();
      copies.set(node, copy);
      for (const [name, inner] of node.names) copy.names.set(name, copyOf(inner));
      for (const [name, inner] of node.durableNames) copy.durableNames.set(name, copyOf(inner));
      return copy;
    };
    const placeCopy = ({ folder, name }: Place): Place => ({ folder: copyOf(folder) as FolderNode, name });
    const disk = new Disk();
    disk.root = copyOf(this.root) as FolderNode;
    disk.#pending = this.#pending.map(({ node, from, to }) => ({
      node: copyOf(node),
      from: from && placeCopy(from),
      to: to && placeCopy(to),
    }));
    for (const [node, place] of this.#durablePlaces) disk.#durablePlaces.set(copyOf(node), placeCopy(place));
    return disk;
  }

  /** Turns this disk into what a power cut leaves of it. */
  cutPower(random: SeededRandom, survival: Survival): void {
    const chance = random.below(5) / 4;
    this.#commit(() => survival === "keep" || (survival === "random" && random.chance(chance)));
    this.#pending = [];
    const settle = (folder: FolderNode) => {
      folder.names = new Map(folder.durableNames);
      for (const node of folder.names.values()) {
        if (node.kind === "folder") settle(node);
        else node.cutPower(random, survival);
      }
    };
    settle(this.root);
  }

  /** Does a change as processes see it, and lets it wait. */
  #change(operation: NameOperation): void {
    const { node, from, to } = operation;
    from?.folder.names.delete(from.name);
    to?.folder.names.set(to.name, node);
    this.#pending.push(operation);
  }

  /** Puts the chosen waiting changes on the disk, and before each of them those it cannot come without. */
  #commit(choose: (operation: NameOperation) => boolean): void {
    if (this.#pending.length === 0) return;
    const wanted = new Set(this.#pending.filter(choose));
    const chosen = new Set<NameOperation>();
    const names = new Map<FolderNode, Set<string>>();
    for (const operation of this.#pending.toReversed()) {
      const places = [operation.from, operation.to].filter((place) => place !== undefined);
      if (!wanted.has(operation) && !places.some(({ folder, name }) => names.get(folder)?.has(name))) continue;
      chosen.add(operation);
      for (const { folder, name } of places) names.set(folder, (names.get(folder) ?? new Set()).add(name));
    }
    for (const operation of this.#pending) if (chosen.has(operation)) this.#putOnDisk(operation);
    this.#pending = this.#pending.filter((operation) => !chosen.has(operation));
  }

  #putOnDisk({ node, to }: NameOperation): void {
    const old = this.#durablePlaces.get(node);
    if (old !== undefined) old.folder.durableNames.delete(old.name);
    this.#durablePlaces.delete(node);
    if (to === undefined) return;
    const there = to.folder.durableNames.get(to.name);
    if (there !== undefined) this.#durablePlaces.delete(there);
    to.folder.durableNames.set(to.name, node);
    this.#durablePlaces.set(node, to);
  }
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function normal(path: string): string {
  return partsOf(path).join("/");
}
