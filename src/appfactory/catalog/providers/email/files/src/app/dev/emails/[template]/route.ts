import { templates } from "@/email/_generated/templates";
import { render } from "@/email/template";
import { isProduction } from "@/lib/env";

/** One template with its sample data, as the HTML that is sent. Not there in production. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ template: string }> },
): Promise<Response> {
  const { template: name } = await params;
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template === undefined || isProduction()) return new Response("Not found", { status: 404 });
  return new Response(render(template, template.sample).html, {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}
