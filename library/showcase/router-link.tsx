import type { AnchorHTMLAttributes } from "react";

/** Stands in for `next/link`, which needs a Next.js app around it. */
export default function RouterLink(props: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a {...props}>{props.children}</a>;
}
