import type { ReactNode } from "react";

/** Auth.js needs nothing in the browser: who is signed in is read on the server. */
export function AuthProvider({ children }: { children: ReactNode }) {
  return children;
}
