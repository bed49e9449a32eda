export interface SkipLinkProps {
  /** The id of the page's main part. */
  target?: string;
  /** What the link says. */
  label?: string;
}

/** The first stop of the Tab key: jumps over the navigation. Seen only while it has the focus. */
export function SkipLink({ target = "content", label = "Skip to content" }: SkipLinkProps) {
  return (
    <a
      href={`#${target}`}
      className="fixed top-3 left-3 z-50 -translate-y-20 rounded-md bg-primary px-4 py-2 font-semibold text-primary-foreground focus:translate-y-0"
    >
      {label}
    </a>
  );
}
