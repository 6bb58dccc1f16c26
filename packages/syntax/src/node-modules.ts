// Put together at run time, so that a bundler for browsers, where nobody calls these, does not look for them.
const scheme = 'node:';

/** The file system of Node. */
export const importFiles = (): Promise<typeof import('node:fs/promises')> => import(`${scheme}fs/promises`);

/** The module resolution of Node. */
export const importModule = (): Promise<typeof import('node:module')> => import(`${scheme}module`);

/** The threads of Node. */
export const importThreads = (): Promise<typeof import('node:worker_threads')> =>
  import(`${scheme}worker_threads`);

/** The engine of Node, and the flags that it was started with. */
export const importV8 = async (): Promise<{
  v8: typeof import('node:v8');
  execArgv: readonly string[];
}> => {
  const [v8, process]: [typeof import('node:v8'), typeof import('node:process')] = await Promise.all([
    import(`${scheme}v8`),
    import(`${scheme}process`),
  ]);
  return { v8, execArgv: process.execArgv };
};
