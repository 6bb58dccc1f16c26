// Put together at run time, so that a bundler for browsers, where nobody calls these, does not look for them.
const scheme = 'node:';

/** The file system of Node. */
export const importFiles = (): Promise<typeof import('node:fs/promises')> => import(`${scheme}fs/promises`);

/** The module resolution of Node. */
export const importModule = (): Promise<typeof import('node:module')> => import(`${scheme}module`);

/** The threads of Node. */
export const importThreads = (): Promise<typeof import('node:worker_threads')> =>
  import(`${scheme}worker_threads`);
