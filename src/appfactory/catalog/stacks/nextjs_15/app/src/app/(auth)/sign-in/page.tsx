import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { site } from "@/_generated/navigation";
import { currentActor } from "@/auth";
import { nextPath } from "@/auth/next-path";
import { SignIn } from "@/auth/sign-in";
import { MarketingFrame } from "@/components/site/marketing-frame";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

interface SignInPageProps {
  searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next = site.start } = await searchParams;
  const target = nextPath(next);
  if ((await currentActor()) !== null) redirect(target);
  return (
    <MarketingFrame actor={null}>
      <div className="mx-auto grid w-full max-w-md gap-8 px-5 py-16 sm:px-8">
        <h1 className="text-4xl leading-tight">Sign in</h1>
        <SignIn next={target} />
      </div>
    </MarketingFrame>
  );
}
