import type { ReactNode } from "react";

import { requireAdmin } from "@/auth";
import { WorkspaceFrame } from "@/components/site/workspace-frame";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  return <WorkspaceFrame actor={await requireAdmin()}>{children}</WorkspaceFrame>;
}
