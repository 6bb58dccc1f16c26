import { packageConfig } from '../../tsup.config.ts';

export default packageConfig([
  'src/index.ts',
  'src/driver/index.ts',
  'src/edits/index.ts',
  'src/lines.ts',
  'src/testing/index.ts',
  'src/types.ts',
]);
