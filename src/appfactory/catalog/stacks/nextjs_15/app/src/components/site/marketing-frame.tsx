import type { ReactNode } from "react";

import { navigation, site } from "@/_generated/navigation";
import { Account } from "@/components/site/account";
import { topBarItems } from "@/components/site/navigation-items";
import { Footer, SkipLink, TopBar } from "@/components/ui/patterns/navigation";
import type { Actor } from "@/lib/actor";

/** The frame of public pages: top bar, the page over the whole width, footer. */
export function MarketingFrame({ actor, children }: { actor: Actor | null; children: ReactNode }) {
  const groups = [
    { title: "Explore", items: navigation.marketing },
    { title: "Your account", items: navigation.app },
  ].filter(({ items }) => items.length > 0);
  return (
    <>
      <SkipLink />
      <TopBar
        brand={site.title}
        brandHref={site.home}
        items={topBarItems()}
        actions={<Account actor={actor} />}
      />
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <Footer
        brand={site.title}
        groups={groups}
        legal={`© ${new Date().getUTCFullYear()} ${site.title}`}
      />
    </>
  );
}
