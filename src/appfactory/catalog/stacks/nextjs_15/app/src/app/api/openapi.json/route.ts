import { NextResponse } from "next/server";

import document from "@/_generated/openapi.json";

export const GET = () => NextResponse.json(document);
