// Loaded before the program: kills its own process as a power cut would, right before the file named in
// KILL_BEFORE gets its new content.
import { promises } from 'node:fs';

const rename = promises.rename.bind(promises);
promises.rename = async (from, to) => {
  if (String(to).endsWith(`/${process.env.KILL_BEFORE}`)) process.kill(process.pid, 'SIGKILL');
  return rename(from, to);
};
