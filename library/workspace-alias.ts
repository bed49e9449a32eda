import { fileURLToPath } from "node:url";

const source = (folder: string) =>
  fileURLToPath(new URL(`./packages/${folder}/src`, import.meta.url));

/** `@appfactory/<package>/<path>` stands for `<package folder>/src/<path>`, as each package's `exports` says. */
export const workspaceAlias = {
  "@appfactory/ui": source("platform/ui"),
  "@appfactory/restaurants": source("restaurants"),
  "@appfactory/commerce": source("commerce"),
  "@appfactory/scheduling": source("scheduling"),
  "@appfactory/marketing": source("marketing"),
};
