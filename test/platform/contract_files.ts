/**
 * Contract cases of `Files` and `File`, and of `replaceFile` over them.
 *
 * @module
 */

import { expect } from "vitest";
import { replaceFile } from "../../src/platform/replace_file.ts";
import type { Case } from "./contract.ts";
import { bytesOf, errorOf, expectCode, getFile, putFile, textOf } from "./support.ts";

const openCases: Case[] = [
  {
    name: "open refuses a missing file, and to create one that exists",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      await expectCode("not-found", () => files.open(`${folder}/a`, "read"));
      await expectCode("not-found", () => files.open(`${folder}/a`, "write"));
      await expectCode("not-found", () => files.open(`${folder}/none/a`, "create"));
      expect(files.list(folder)).toEqual([]);
      putFile(files, `${folder}/a`, "kept");
      await expectCode("io", () => files.open(`${folder}/a`, "create"));
      await expectCode("io", () => files.open(`${folder}/a/b`, "read"));
      expect(textOf(getFile(files, `${folder}/a`))).toBe("kept");
    },
  },
  {
    name: "an error names the file, not the folder, and keeps the system's error as cause",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      const error = await expectCode("not-found", () => files.open(`${folder}/absent.sst`, "read"));
      expect(error.message).toBe("Cannot open absent.sst: ENOENT");
      expect(error.cause).toMatchObject({ code: "ENOENT" });
    },
  },
  {
    name: "a file opened to read refuses to be written",
    async run({ platform: { files }, newFolder }) {
      const path = `${newFolder()}/a`;
      putFile(files, path, "kept");
      const file = files.open(path, "read");
      await expectCode("io", () => file.write(bytesOf("x"), 0, 1, 0));
      await expectCode("io", () => file.append(bytesOf("x"), 0, 1));
      await expectCode("io", () => file.truncate(0));
      file.close();
      expect(textOf(getFile(files, path))).toBe("kept");
    },
  },
  {
    name: "a closed file refuses every use but close",
    async run({ platform: { files }, newFolder }) {
      const file = files.open(`${newFolder()}/a`, "create");
      file.close();
      file.close();
      const buffer = new Uint8Array(1);
      await expectCode("io", () => file.read(buffer, 0, 1, 0));
      await expectCode("io", () => file.write(buffer, 0, 1, 0));
      await expectCode("io", () => file.append(buffer, 0, 1));
      await expectCode("io", () => file.truncate(0));
      await expectCode("io", () => file.sizeBytes());
      await expectCode("io", () => file.sync());
    },
  },
  {
    name: "a file may be closed while its sync is under way",
    async run({ platform: { files }, newFolder }) {
      const path = `${newFolder()}/a`;
      const file = files.open(path, "create");
      file.write(bytesOf("synced"), 0, 6, 0);
      const syncs = [file.sync(), file.sync()];
      file.close();
      await expectCode("io", () => file.sizeBytes());
      await Promise.all(syncs);
      expect(textOf(getFile(files, path))).toBe("synced");
    },
  },
];

const byteCases: Case[] = [
  {
    name: "read returns fewer bytes only at the end of the file, and touches no others",
    run({ platform: { files }, newFolder }) {
      const path = `${newFolder()}/a`;
      putFile(files, path, "0123456789");
      const file = files.open(path, "read");
      const into = bytesOf("........");
      expect(file.read(into, 1, 4, 3)).toBe(4);
      expect(textOf(into)).toBe(".3456...");
      expect(file.read(into, 5, 3, 8)).toBe(2);
      expect(textOf(into)).toBe(".345689.");
      expect(file.read(into, 0, 8, 10)).toBe(0);
      expect(file.read(into, 0, 8, 999)).toBe(0);
      expect(file.read(into, 0, 0, 0)).toBe(0);
      expect(textOf(into)).toBe(".345689.");
      file.close();
    },
  },
  {
    name: "write puts a part of a buffer at a position; what it jumps over reads as zeros",
    run({ platform: { files }, newFolder }) {
      const path = `${newFolder()}/a`;
      const file = files.open(path, "create");
      file.write(bytesOf("xxabcxx"), 2, 3, 4);
      expect(file.sizeBytes()).toBe(7);
      file.write(bytesOf("Z"), 0, 1, 5);
      file.write(bytesOf("never"), 0, 0, 100);
      expect(textOf(getFile(files, path))).toBe("\0\0\0\0aZc");
      file.close();
    },
  },
  {
    name: "a megabyte comes back as it was written",
    run({ platform: { files, random }, newFolder }) {
      const path = `${newFolder()}/a`;
      const bytes = random.bytes(1 << 20);
      putFile(files, path, bytes);
      expect(Buffer.compare(getFile(files, path), bytes)).toBe(0);
    },
  },
  {
    name: "append writes at the end, wherever that has come to be",
    run({ platform: { files }, newFolder }) {
      const path = `${newFolder()}/a`;
      putFile(files, path, "01");
      const file = files.open(path, "write");
      expect(file.append(bytesOf("-23-"), 1, 2)).toBe(2);
      file.write(bytesOf("45"), 0, 2, 4);
      expect(file.append(bytesOf("67"), 0, 2)).toBe(6);
      file.truncate(3);
      expect(file.append(bytesOf("!"), 0, 1)).toBe(3);
      expect(textOf(getFile(files, path))).toBe("012!");
      file.close();
    },
  },
  {
    name: "truncate cuts, and extends with zeros even where bytes were before",
    run({ platform: { files }, newFolder }) {
      const path = `${newFolder()}/a`;
      putFile(files, path, "0123456789");
      const file = files.open(path, "write");
      file.truncate(4);
      expect(file.sizeBytes()).toBe(4);
      file.truncate(6);
      expect(textOf(getFile(files, path))).toBe("0123\0\0");
      file.close();
    },
  },
];

const nameCases: Case[] = [
  {
    name: "makeFolder makes those above too, and does nothing when it is there",
    run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      files.makeFolder(`${folder}/a/b/c`);
      putFile(files, `${folder}/a/b/c/file`, "kept");
      files.makeFolder(`${folder}/a/b/c`);
      expect(files.list(`${folder}/a`)).toEqual(["b"]);
      expect(files.list(`${folder}/a/b/c`)).toEqual(["file"]);
    },
  },
  {
    name: "makeFolder refuses where a file stands",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      putFile(files, `${folder}/a`, "");
      await expectCode("io", () => files.makeFolder(`${folder}/a`));
    },
  },
  {
    name: "list sorts names by code unit, files and folders alike",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      for (const name of ["b", "10", "é", "9", "B", "a"]) putFile(files, `${folder}/${name}`, "");
      files.makeFolder(`${folder}/aa`);
      expect(files.list(folder)).toEqual(["10", "9", "B", "a", "aa", "b", "é"]);
      await expectCode("not-found", () => files.list(`${folder}/none`));
    },
  },
  {
    name: "exists sees files and folders",
    run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      putFile(files, `${folder}/a`, "");
      const seen = ["", "/a", "/b", "/a/b", "/none/b"].map((path) => files.exists(folder + path));
      expect(seen).toEqual([true, true, false, false, false]);
    },
  },
  {
    name: "rename takes the place of a file; who has the old one open still reads it",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      putFile(files, `${folder}/old`, "old");
      putFile(files, `${folder}/new`, "new");
      const open = files.open(`${folder}/old`, "read");
      files.rename(`${folder}/new`, `${folder}/old`);
      expect(files.list(folder)).toEqual(["old"]);
      expect(textOf(getFile(files, `${folder}/old`))).toBe("new");
      const into = new Uint8Array(3);
      expect(open.read(into, 0, 3, 0)).toBe(3);
      expect(textOf(into)).toBe("old");
      open.close();
      await expectCode("not-found", () => files.rename(`${folder}/new`, `${folder}/x`));
    },
  },
  {
    name: "rename moves files between folders, and folders with what is in them",
    run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      files.makeFolder(`${folder}/from`);
      files.makeFolder(`${folder}/to`);
      putFile(files, `${folder}/from/a`, "a");
      putFile(files, `${folder}/from/b`, "b");
      files.rename(`${folder}/from/a`, `${folder}/to/a`);
      files.rename(`${folder}/from`, `${folder}/to/inner`);
      expect(files.list(folder)).toEqual(["to"]);
      expect(files.list(`${folder}/to`)).toEqual(["a", "inner"]);
      expect(textOf(getFile(files, `${folder}/to/inner/b`))).toBe("b");
    },
  },
  {
    name: "remove takes the name; who has the file open still reads it",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      putFile(files, `${folder}/a`, "still");
      const open = files.open(`${folder}/a`, "read");
      files.remove(`${folder}/a`);
      expect(files.exists(`${folder}/a`)).toBe(false);
      expect(open.sizeBytes()).toBe(5);
      open.close();
      await expectCode("not-found", () => files.remove(`${folder}/a`));
      await expectCode("io", () => files.remove(folder));
    },
  },
  {
    name: "syncFolder resolves, and refuses a missing folder",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      putFile(files, `${folder}/a`, "");
      await files.syncFolder(folder);
      await expectCode("not-found", () => files.syncFolder(`${folder}/none`));
    },
  },
  {
    name: "freeBytes tells some space, and refuses a missing folder",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      expect(files.freeBytes(folder)).toBeGreaterThan(1 << 20);
      await expectCode("not-found", () => files.freeBytes(`${folder}/none`));
    },
  },
];

const lockCases: Case[] = [
  {
    name: "a folder is locked once, until it is released",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      const first = files.lock(folder);
      const error = await expectCode("locked", () => files.lock(folder));
      expect(error.message).toContain("close it there first");
      const other = files.lock(newFolder());
      first.release();
      const second = files.lock(folder);
      // The second release of the first lock must not touch the second lock.
      first.release();
      await expectCode("locked", () => files.lock(folder));
      second.release();
      other.release();
      expect(files.list(folder)).toEqual(["LOCK"]);
    },
  },
  {
    name: "a missing folder cannot be locked",
    async run({ platform: { files }, newFolder }) {
      await expectCode("not-found", () => files.lock(`${newFolder()}/none`));
    },
  },
];

const replaceCases: Case[] = [
  {
    name: "replaceFile makes a file, replaces it, and clears what a crash left",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      await replaceFile(files, folder, "MANIFEST", bytesOf("first, and longer"));
      putFile(files, `${folder}/MANIFEST.new`, "left by a crash, and longer than what follows");
      await replaceFile(files, folder, "MANIFEST", bytesOf("second"));
      expect(files.list(folder)).toEqual(["MANIFEST"]);
      expect(textOf(getFile(files, `${folder}/MANIFEST`))).toBe("second");
    },
  },
  {
    name: "replaceFile refuses a missing folder",
    async run({ platform: { files }, newFolder }) {
      const folder = newFolder();
      expect(await errorOf(() => replaceFile(files, `${folder}/none`, "MANIFEST", bytesOf("x")))).toMatchObject({
        code: "not-found",
      });
      expect(files.list(folder)).toEqual([]);
    },
  },
];

/** Every case about files. */
export const fileCases: readonly Case[] = [...openCases, ...byteCases, ...nameCases, ...lockCases, ...replaceCases];
