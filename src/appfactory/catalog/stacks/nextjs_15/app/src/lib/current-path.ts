import "server-only";

import { headers } from "next/headers";

import { PATH_HEADER } from "@/lib/content-security";



/** Path and query of the page that is asked for, as the middleware wrote them down; `/` if it did not run. */
export async function currentPath(): Promise<string> {
  return (await headers()).get(PATH_HEADER) ?? "/";
}
