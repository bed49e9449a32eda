import accessibility from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import typescript from "typescript-eslint";

export default typescript.config(
  { ignores: ["node_modules", "**/node_modules", "showcase/dist", "showcase/screenshots", "test-results"] },
  ...typescript.configs.recommended,
  ...typescript.configs.stylistic,
  accessibility.flatConfigs.recommended,
  hooks.configs.flat.recommended,
  {
    files: ["**/DataTable.tsx"],
    rules: {
      // Its CSS turns rows into blocks on a phone, where browsers drop the roles that elements bring by themselves.
      "jsx-a11y/no-redundant-roles": "off",
      "jsx-a11y/no-interactive-element-to-noninteractive-role": "off",
    },
  },
  {
    files: ["**/form-state.ts"],
    rules: { "@typescript-eslint/consistent-type-definitions": "off" },
  },
  {
    files: ["packages/**"],
    rules: { "max-lines-per-function": ["error", 70] },
  },
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "max-lines": ["error", 400],
    },
  },
);
