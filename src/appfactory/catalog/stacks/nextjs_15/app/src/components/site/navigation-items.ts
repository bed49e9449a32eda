import { navigation, site, type NavigationItem } from "@/_generated/navigation";
import type { Actor } from "@/lib/actor";

/** More links than this do not fit beside the name on a small desk. */
const MOST_IN_TOP_BAR = 6;

/** The links of a signed-in person, without those to the public pages. */
export function workspaceItems(actor: Actor): readonly NavigationItem[] {
  return actor.role === "admin" ? [...navigation.app, ...labelledForAdmins()] : navigation.app;
}

/** The links in the top bar of public pages: all pages if they fit, else the public ones and the way in. */
export function topBarItems(): readonly NavigationItem[] {
  const open = navigation.marketing.filter(({ href }) => href !== site.home);
  const all = [...open, ...navigation.app];
  return all.length <= MOST_IN_TOP_BAR
    ? all
    : [...open, ...navigation.app.slice(0, 1)].slice(0, MOST_IN_TOP_BAR);
}

/** Pages of both areas may have one name. */
function labelledForAdmins(): NavigationItem[] {
  const taken = new Set(navigation.app.map(({ label }) => label));
  return navigation.admin.map((item) =>
    taken.has(item.label) ? { ...item, label: `${item.label} (admin)` } : item,
  );
}
