import { fileURLToPath } from 'node:url';

/** A path in the repository; compiled tests lie in dist/test/support. */
export function repositoryFile(name: string): string {
  return fileURLToPath(new URL(`../../../${name}`, import.meta.url));
}
