import { readFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

import { componentFiles, libraryRoot, type PropDescription } from "./library";

/** A program over every component, with the library's own compiler options. */
export function libraryProgram(): ts.Program {
  const configPath = join(libraryRoot, "tsconfig.json");
  const { config } = ts.parseConfigFileTextToJson(configPath, readFileSync(configPath, "utf8")) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, libraryRoot);
  return ts.createProgram(
    componentFiles().map(({ path }) => join(libraryRoot, path)),
    options,
  );
}

/** The props that `<name>Props` of a file exports, by name, as the compiler sees them. */
export function exportedProps(
  program: ts.Program,
  path: string,
  name: string,
): Record<string, PropDescription> | undefined {
  const source = program.getSourceFile(join(libraryRoot, path));
  if (source === undefined) return undefined;
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(source);
  const symbol =
    module &&
    checker.getExportsOfModule(module).find((candidate) => candidate.name === `${name}Props`);
  if (symbol === undefined) return undefined;
  const defaults = parameterDefaults(source, name);
  const props = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).map((prop) => {
    const value = defaults[prop.name];
    const description: PropDescription = {
      type: typeText(prop),
      required: (prop.flags & ts.SymbolFlags.Optional) === 0,
      ...(value === undefined ? {} : { default: value }),
      description: ts
        .displayPartsToString(prop.getDocumentationComment(checker))
        .replaceAll(/\s+/g, " "),
    };
    return [prop.name, description] as const;
  });
  return Object.fromEntries(props);
}

/** The type as it is written, which reads better than what the checker expands it to. */
function typeText(prop: ts.Symbol): string {
  const declaration = prop.valueDeclaration;
  if (
    declaration === undefined ||
    !ts.isPropertySignature(declaration) ||
    declaration.type === undefined
  )
    return "unknown";
  return declaration.type.getText().replaceAll(/\s+/g, " ");
}

/** Defaults that stand as literals in the parameter of the component, by prop. */
function parameterDefaults(source: ts.SourceFile, name: string): Record<string, unknown> {
  const component = source.statements.find(
    (node): node is ts.FunctionDeclaration =>
      ts.isFunctionDeclaration(node) && node.name?.text === name,
  );
  const pattern = component?.parameters[0]?.name;
  if (pattern === undefined || !ts.isObjectBindingPattern(pattern)) return {};
  const defaults = pattern.elements.flatMap((element) => {
    const key = (element.propertyName ?? element.name).getText();
    const value = element.initializer && literal(element.initializer);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(defaults);
}

function literal(node: ts.Expression): unknown {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(literal);
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const entries = node.properties.flatMap((property) =>
    ts.isPropertyAssignment(property)
      ? [[property.name.getText().replaceAll('"', ""), literal(property.initializer)] as const]
      : [],
  );
  return Object.fromEntries(entries);
}
