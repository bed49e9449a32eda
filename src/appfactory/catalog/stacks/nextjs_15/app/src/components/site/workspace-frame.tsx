import type { ReactNode } from "react";

import { site } from "@/_generated/navigation";
import { Account } from "@/components/site/account";
import { topBarItems, workspaceItems } from "@/components/site/navigation-items";
import { SideNav, SkipLink, TopBar } from "@/components/ui/patterns/navigation";
import type { Actor } from "@/lib/actor";

/** The frame of signed-in pages. With more than one page to go to, a desk shows the links at the side; a phone has them in a menu. */
export function WorkspaceFrame({ actor, children }: { actor: Actor; children: ReactNode }) {
  const items = workspaceItems(actor);
  const account = <Account actor={actor} />;
  if (items.length < 2) {
    return (
      <>
        <SkipLink />
        <TopBar brand={site.title} brandHref={site.home} items={topBarItems()} actions={account} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-7xl flex-1 px-5 py-10 outline-none sm:px-8 lg:px-12"
        >
          {children}
        </main>
      </>
    );
  }
  return (
    <>
      <SkipLink />
      <TopBar
        brand={site.title}
        brandHref={site.home}
        items={items}
        actions={account}
        className="md:[&_nav]:hidden"
      />
      <div className="mx-auto grid w-full max-w-7xl flex-1 px-5 sm:px-8 md:grid-cols-[13rem_1fr] md:gap-12 lg:px-12">
        <SideNav
          items={items}
          label="Sections"
          className="sticky top-16 self-start py-10 max-md:hidden"
        />
        <main id="content" tabIndex={-1} className="min-w-0 py-10 outline-none">
          {children}
        </main>
      </div>
    </>
  );
}
