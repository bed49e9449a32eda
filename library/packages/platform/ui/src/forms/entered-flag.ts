"use client";

import { useContext } from "react";

import { FormContext } from "./form-context";

/** Whether a box starts ticked. An unticked box sends nothing, so its absence among entered values means "off". */
export function useEnteredFlag(name: string, defaultChecked: boolean): boolean {
  const { values } = useContext(FormContext);
  if (values === undefined) return defaultChecked;
  const value = values[name];
  return value !== undefined && value !== "" && value !== "false";
}
