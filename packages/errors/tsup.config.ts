import { packageConfig } from '../../tsup.config.ts';

export default packageConfig(['src/index.ts', 'src/present/index.ts', 'src/recovery/index.ts']);
