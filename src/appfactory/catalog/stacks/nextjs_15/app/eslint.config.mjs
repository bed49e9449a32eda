import next from "@next/eslint-plugin-next";
import accessibility from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import typescript from "typescript-eslint";

export default typescript.config(
  {
    ignores: [
      "node_modules",
      ".next",
      ".vercel",
      ".open-next",
      "coverage",
      "test-results",
      "playwright-report",
      "next-env.d.ts",
      "supabase/functions",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  ...typescript.configs.recommended,
  ...typescript.configs.stylistic,
  accessibility.flatConfigs.recommended,
  hooks.configs.flat.recommended,
  next.flatConfig.coreWebVitals,
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/consistent-type-definitions": "off",
      "no-console": ["error", { allow: ["error", "warn"] }],
      eqeqeq: "error",
    },
  },
  {
    // A table laid out as blocks on a phone loses its roles in some browsers; saying them again brings them back.
    files: ["src/components/**"],
    rules: {
      "jsx-a11y/no-redundant-roles": "off",
      "jsx-a11y/no-interactive-element-to-noninteractive-role": "off",
    },
  },
  { files: ["**/*.mjs", "src/db/seed.ts"], rules: { "no-console": "off" } },
);
