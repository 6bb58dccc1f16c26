import { packageConfig } from '../../tsup.config.ts';

export default packageConfig(['src/index.ts', 'src/types.ts', 'src/testing/index.ts']);
