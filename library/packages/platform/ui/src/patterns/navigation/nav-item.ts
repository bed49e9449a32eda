export interface NavItem {
  /** The path it leads to. */
  href: string;
  /** What the link says. */
  label: string;
}

/** A named group of links. */
export interface NavGroup {
  /** What the links have in common. */
  title: string;
  /** The links in order. */
  items: readonly NavItem[];
}
