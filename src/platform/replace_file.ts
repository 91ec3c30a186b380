/**
 * Replacing a file so that, whenever the power fails, either the old content or the new is found, whole:
 * write the new content beside it, sync that, rename it over the old, sync the folder.
 *
 * @module
 */

import type { Files } from "./platform.ts";

/**
 * Makes `bytes` the content of file `name` in `folder`, which may or may not exist yet; resolves when that is on disk.
 * Writes `name + ".new"` first; one left there by a crash is removed. @throws FountainError `io`, `storage-full`
 */
export async function replaceFile(files: Files, folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = `${folder}/${name}`;
  const newPath = `${path}.new`;
  if (files.exists(newPath)) files.remove(newPath);
  const file = files.open(newPath, "create");
  try {
    file.write(bytes, 0, bytes.length, 0);
    await file.sync();
  } finally {
    file.close();
  }
  files.rename(newPath, path);
  await files.syncFolder(folder);
}
