import { packageConfig } from '../../tsup.config.ts';

export default {
  ...packageConfig(['src/index.ts', 'src/folder.ts', 'src/testing.ts', 'src/read-worker.ts']),
  dts: { entry: ['src/index.ts', 'src/folder.ts', 'src/testing.ts'] },
};
