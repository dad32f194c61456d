import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const skipWithReason =
  "Skip inside the test with context.skip('reason'), so that every skip states why.";

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.cache/**',
      'test/package/apps/**',
      'wasm/**/*.ts',
      'sdk/engines/wasm/kernel-bytes.ts',
      'sdk/train/boost/kernel-bytes.ts',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['process', 'console', 'Buffer', 'URL', 'fetch', 'performance', 'AbortController'],
          ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'],
          ...['TextEncoder', 'TextDecoder', 'structuredClone', 'WebAssembly', 'crypto', 'Blob'],
          ...['URLSearchParams', 'queueMicrotask', 'globalThis', 'Response', 'Request'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  // Plain scripts of test pages, which name whatever a browser has.
  { files: ['test/**/*.js'], rules: { 'no-undef': 'off' } },
  {
    files: ['sdk/**/*.ts', 'components/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  { files: ['sdk/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name='only']",
          message: 'A focused test hides all the others.',
        },
        {
          selector:
            'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|skipIf|runIf|todo)$/]',
          message: skipWithReason,
        },
      ],
    },
  },
);
