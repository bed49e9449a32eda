import { NextResponse, type NextRequest } from "next/server";

export const middleware = (_request: NextRequest) => NextResponse.next();
