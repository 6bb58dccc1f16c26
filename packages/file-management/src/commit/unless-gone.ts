import { errnoOf } from '../driver/driver.ts';

/** A name, or a folder on the way to it, is missing, or something else has taken its place. */
const GONE: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR', 'ELOOP'];
/** A folder still holds something; systems tell that in two ways. */
const FILLED: readonly (string | undefined)[] = ['ENOTEMPTY', 'EEXIST'];

/** Acts on what may be gone by now, which is no failure: there is nothing left to do then. */
export async function unlessGone(act: () => Promise<void>): Promise<void> {
  await unless(GONE, act);
}

/** Acts on a folder that may be gone, or be in use by somebody else, which is no failure either. */
export async function unlessFilled(act: () => Promise<void>): Promise<void> {
  await unless([...GONE, ...FILLED], act);
}

async function unless(expected: readonly (string | undefined)[], act: () => Promise<void>): Promise<void> {
  await act().catch((error: unknown) => {
    if (!expected.includes(errnoOf(error))) throw error;
  });
}
