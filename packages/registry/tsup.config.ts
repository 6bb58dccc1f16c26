import { packageConfig } from '../../tsup.config.ts';

export default packageConfig([
  'src/index.ts',
  'src/events/index.ts',
  'src/health/index.ts',
  'src/inspect/index.ts',
  'src/metrics/index.ts',
]);
