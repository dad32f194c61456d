/** How `npm run build` describes the elements in `dist/custom-elements.json`. */
const config = {
  globs: ['components/*.ts', 'components/studio/*.ts'],
  exclude: ['components/*.d.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  quiet: true,
};

export default config;
