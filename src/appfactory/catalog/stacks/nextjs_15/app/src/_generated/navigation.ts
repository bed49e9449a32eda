export interface NavigationItem {
  href: string;
  label: string;
}

export const site = {
  title: "Sample",
  /** What search engines show below the title. */
  description: "An app with nothing in it yet",
  /** Where the name in the top bar leads. */
  home: "/",
  /** Where people go after signing in, if they came from nowhere else. */
  start: "/things",
} as const;

/** The pages of each layout that have an address of their own. */
export const navigation: Record<"marketing" | "app" | "admin", readonly NavigationItem[]> = {
  marketing: [{ href: "/", label: "Home" }],
  app: [
    { href: "/things", label: "Things" },
    { href: "/things/new", label: "New thing" },
  ],
  admin: [{ href: "/admin", label: "Overview" }],
};

/** The paths that search engines may list. */
export const publicPaths: readonly string[] = ["/"];
