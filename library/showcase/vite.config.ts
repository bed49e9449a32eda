import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { workspaceAlias } from "../workspace-alias";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      ...workspaceAlias,
      "next/link": here("./router-link.tsx"),
      "next/navigation": here("./router-navigation.ts"),
    },
  },
  build: { outDir: here("./dist"), emptyOutDir: true, chunkSizeWarningLimit: 1500 },
  preview: {
    host: "localhost",
    port: Number(process.env["SHOWCASE_PORT"] ?? 4179),
    strictPort: true,
  },
});
